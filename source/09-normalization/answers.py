"""Known right and known wrong answers to the exercises of 09-normalization.

A right answer earns every point of its exercise. A wrong one is named by its mistake,
loses exactly the tests it says, and has the sentence that a student is shown whose
answer gives the same (none where no sentence would help).
"""

import numpy as np

from autograder.authoring.bank import exercise

EPS_OUTSIDE = "eps belongs inside the root, beside the variance"
STANDARD_NORMAL = "gamma and beta come last: they set the spread and the mean"
UNBIASED = "divide by the full count: only the running variance takes one less"
NO_ROOT = "divide by the root of the variance, not by the variance"
GAMMA_NEGATIVE = "a negative gamma keeps its sign: it turns the feature round"
MEAN_OF_SQUARES = "take the variance from deviations: big squares lose digits"
EPS_FIXED = "use the argument eps, not 1e-5"
BETA_SCALED = "multiply by gamma first, then add beta"
NOT_CENTRED = "take the mean away before you divide"
WHOLE_ARRAY = "each feature or channel has its own mean and variance"
STATISTICS_CONSTANT = "the mean and the variance change with x: they hand back too"
MEAN_CONSTANT = "x acts through the mean too: that part is missing"
VARIANCE_CONSTANT = "x acts through the root too: that part is missing"
MEAN_FOR_SUM = "all examples share gamma and beta: add up, take no mean"
SUM_FOR_MEAN = "in dx the parts through mean and root are means, not sums"
DGAMMA_OF_X = "gamma multiplies the normalized x, not x itself"
GAMMA_FORGOTTEN = "dx passes through gamma first"
OTHER_ORDER = "the order is dx, dgamma, dbeta"
EPS_FORGOTTEN = "the root is that of the forward pass, with eps in it"
PER_SAMPLE = "average over the batch: one mean and variance per feature"
PLUS_FOR_MINUS = "with the mean and the root, every normalized value falls: minus"
OVER_BATCH = "each example is normalized by itself, not over the batch"

# -------------------------------------------------------------------- batchnorm_forward
forward = exercise("batchnorm_forward")


@forward.right("in plain loops, feature by feature")
def _():
    def batchnorm_forward(x, gamma, beta, eps=1e-5):
        n, out = len(x), [[] for _ in x]
        for c in range(len(gamma)):
            column = [float(row[c]) for row in x]
            mean = sum(column) / n
            variance = sum((v - mean) ** 2 for v in column) / n
            for row, v in zip(out, column, strict=True):
                row.append((v - mean) / (variance + eps) ** 0.5 * gamma[c] + beta[c])
        return out


@forward.right("one multiplication and one addition, by einsum")
def _():
    def batchnorm_forward(x, gamma, beta, eps=1e-5):
        share = np.full(len(x), 1 / len(x))
        centred = x - np.einsum("n,nc->c", share, x)
        scale = gamma * (np.einsum("n,nc,nc->c", share, centred, centred) + eps) ** -0.5
        return centred * scale + beta


@forward.right("centred twice, through the norm of each column")
def _():
    def batchnorm_forward(x, gamma, beta, eps=1e-5):
        centred = x - x[0]
        centred = centred - np.average(centred, axis=0)
        lengths = np.linalg.norm(centred, axis=0)
        return beta + gamma * centred / np.hypot(lengths / len(x) ** 0.5, eps**0.5)


ALL_FORWARD = (
    "batchnorm_forward_by_hand batchnorm_forward_features "
    "batchnorm_forward_small_spread batchnorm_forward_far_from_zero"
)
forward.wrong(
    "per-sample",
    PER_SAMPLE,
    loses=ALL_FORWARD,
    edit=(
        "mean, variance = x.mean(axis=0), x.var(axis=0)",
        "mean, variance = x.mean(axis=1)[:, None], x.var(axis=1)[:, None]",
    ),
)
forward.wrong(
    "per-sample",
    loses=ALL_FORWARD,
    edit=("x.mean(axis=0), x.var(axis=0)", "x.mean(axis=1), x.var(axis=1)"),
)
forward.wrong(
    "eps-outside",
    EPS_OUTSIDE,
    loses=ALL_FORWARD,
    edit=("np.sqrt(variance + eps)", "(np.sqrt(variance) + eps)"),
)
forward.wrong(
    "standard-normal",
    STANDARD_NORMAL,
    loses=ALL_FORWARD,
    edit=(
        "gamma * (x - mean) / np.sqrt(variance + eps) + beta",
        "(x - mean) / np.sqrt(variance + eps)",
    ),
)
forward.wrong(
    "unbiased",
    UNBIASED,
    loses=ALL_FORWARD,
    edit=("x.var(axis=0)", "x.var(axis=0, ddof=1)"),
)
forward.wrong(
    "no-root",
    NO_ROOT,
    loses=ALL_FORWARD,
    edit=("np.sqrt(variance + eps)", "(variance + eps)"),
)
forward.wrong(
    "whole-array",
    WHOLE_ARRAY,
    loses=ALL_FORWARD,
    edit=("x.mean(axis=0), x.var(axis=0)", "x.mean(), x.var()"),
)
forward.wrong(
    "not-centred",
    NOT_CENTRED,
    loses=ALL_FORWARD,
    edit=("return gamma * (x - mean)", "return gamma * x"),
)
forward.wrong(
    "beta-scaled",
    BETA_SCALED,
    loses=ALL_FORWARD,
    edit=(
        "gamma * (x - mean) / np.sqrt(variance + eps) + beta",
        "gamma * ((x - mean) / np.sqrt(variance + eps) + beta)",
    ),
)
forward.wrong(
    "gamma-beta-swapped",
    "gamma multiplies, beta is added",
    loses=ALL_FORWARD,
    edit=(
        "gamma * (x - mean) / np.sqrt(variance + eps) + beta",
        "beta * (x - mean) / np.sqrt(variance + eps) + gamma",
    ),
)
forward.wrong(
    "eps-forgotten",
    "eps is added to the variance",
    loses=ALL_FORWARD,
    edit=("np.sqrt(variance + eps)", "np.sqrt(variance)"),
)
forward.wrong(
    "eps-fixed",
    EPS_FIXED,
    loses="batchnorm_forward_by_hand batchnorm_forward_features",
    edit=("np.sqrt(variance + eps)", "np.sqrt(variance + 1e-5)"),
)
forward.wrong(
    "gamma-negative",
    GAMMA_NEGATIVE,
    loses="batchnorm_forward_features",
    edit=("return gamma * (x", "return np.abs(gamma) * (x"),
)
forward.wrong(
    "constant-kept",
    "a feature that is the same everywhere becomes beta",
    loses="batchnorm_forward_small_spread",
    edit=(
        "mean, variance = x.mean(axis=0), x.var(axis=0)",
        "mean, variance = np.where(np.ptp(x, axis=0) > 0, x.mean(axis=0), 0), x.var(0)",
    ),
)
forward.wrong(
    "one-example",
    "one example is its own mean: only beta is left of it",
    loses="batchnorm_forward_small_spread",
    edit=(
        "    mean, variance",
        "    if len(x) == 1:\n        return x\n    mean, variance",
    ),
)
forward.wrong(
    "mean-of-squares",
    MEAN_OF_SQUARES,
    loses="batchnorm_forward_far_from_zero",
    edit=("x.var(axis=0)", "(x**2).mean(axis=0) - x.mean(axis=0) ** 2"),
)
forward.wrong(
    "changes its input",
    loses=ALL_FORWARD,
    edit=("    return gamma * (x - mean)", "    x -= mean\n    return gamma * x"),
)

# ------------------------------------------------------------------- running_statistics
running = exercise("running_statistics")


@running.right("in plain loops, feature by feature")
def _():
    def update_running(running_mean, running_var, x, momentum=0.1):
        n, new_mean, new_var = len(x), [], []
        for c in range(x.shape[1]):
            mean = sum(x[i, c] for i in range(n)) / n
            variance = sum((x[i, c] - mean) ** 2 for i in range(n)) / (n - 1)
            new_mean.append(running_mean[c] + momentum * (mean - running_mean[c]))
            new_var.append(running_var[c] + momentum * (variance - running_var[c]))
        return [new_mean, new_var]

    def batchnorm_evaluate(x, gamma, beta, running_mean, running_var, eps=1e-5):
        def one(v, c):
            return beta[c] + gamma[c] * (v - running_mean[c]) / (
                (running_var[c] + eps) ** 0.5
            )

        return [[one(v, c) for c, v in enumerate(row)] for row in x]


@running.right("variances from pairs of examples; one scale and one shift")
def _():
    def update_running(running_mean, running_var, x, momentum=0.1):
        pairs = x[:, None] - x[None]
        variance = np.square(pairs).sum(axis=(0, 1)) / (2 * len(x) * (len(x) - 1))
        weights = np.array([1 - momentum, momentum])
        new_mean = weights @ np.stack([running_mean, np.average(x, axis=0)])
        return new_mean, weights @ np.stack([running_var, variance])

    def batchnorm_evaluate(x, gamma, beta, running_mean, running_var, eps=1e-5):
        scale = gamma * (running_var + eps) ** -0.5
        return x * scale + (beta - running_mean * scale)


RUN, UPDATE, EVALUATE = (
    "running_statistics_by_hand ",
    "running_update ",
    "running_evaluate",
)
running.wrong(
    "batch-at-evaluation",
    "in evaluation use the running statistics, not those of the batch",
    loses=RUN + EVALUATE,
    edit=(
        "    return gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta",
        "    return gamma * (x - x.mean(0)) / np.sqrt(x.var(0) + eps) + beta",
    ),
)
running.wrong(
    "batch-at-evaluation",
    loses=RUN + EVALUATE,
    edit=("gamma * (x - running_mean) / np", "gamma * (x - x.mean(0)) / np"),
)
running.wrong(
    "momentum-swapped",
    "momentum is the share of the new batch; the old keeps the rest",
    loses=RUN + UPDATE,
    edit=(
        "    new_mean = (1 - momentum)",
        "    momentum = 1 - momentum\n    new_mean = (1 - momentum)",
    ),
)
running.wrong(
    "running-biased",
    "the running variance is the unbiased one: divide by N - 1",
    loses=RUN + UPDATE,
    edit=("x.var(axis=0, ddof=1)", "x.var(axis=0)"),
)
running.wrong(
    "per-sample",
    PER_SAMPLE,
    loses=RUN + UPDATE,
    edit=("x.mean(axis=0), x.var(axis=0, ddof=1)", "x.mean(1), x.var(1, ddof=1)"),
)
running.wrong(
    "old-kept-whole",
    "the old statistics keep only their share, 1 - momentum",
    loses=RUN + UPDATE,
    edit=(
        "(1 - momentum) * running_mean + momentum * mean\n"
        "    new_var = (1 - momentum) * running_var",
        "running_mean + momentum * mean\n    new_var = running_var",
    ),
)
running.wrong(
    "only-the-batch",
    "the old statistics count too: the new batch only has a share",
    loses=RUN + UPDATE,
    edit=("return new_mean, new_var", "return mean, variance"),
)
running.wrong(
    "running-deviation",
    "keep the variance itself running, not its root",
    loses=RUN + UPDATE,
    edit=("x.var(axis=0, ddof=1)", "x.std(axis=0, ddof=1)"),
)
running.wrong(
    "variance-first",
    "the order is running mean, running variance",
    loses=RUN + UPDATE,
    edit=("return new_mean, new_var", "return new_var, new_mean"),
)
running.wrong(
    "momentum-fixed",
    "use the argument momentum, not 0.1",
    loses=UPDATE,
    edit=(
        "    new_mean = (1 - momentum)",
        "    momentum = 0.1\n    new_mean = (1 - momentum)",
    ),
)
running.wrong(
    "plain-at-evaluation",
    "gamma and beta act in evaluation too",
    loses=RUN + EVALUATE,
    edit=(
        "gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta",
        "(x - running_mean) / np.sqrt(running_var + eps)",
    ),
)
running.wrong(
    "eps-outside",
    EPS_OUTSIDE,
    loses=RUN + EVALUATE,
    edit=("np.sqrt(running_var + eps)", "(np.sqrt(running_var) + eps)"),
)
running.wrong(
    "eps-forgotten",
    "eps is added to the variance",
    loses=RUN + EVALUATE,
    edit=("np.sqrt(running_var + eps)", "np.sqrt(running_var)"),
)
running.wrong(
    "no-root",
    NO_ROOT,
    loses=RUN + EVALUATE,
    edit=("np.sqrt(running_var + eps)", "(running_var + eps)"),
)
running.wrong(
    "one-row",
    "one example gives one row: the result has the shape (1, C)",
    loses=EVALUATE,
    edit=(
        "return gamma * (x - running_mean)",
        "x = x.squeeze()\n    return gamma * (x - running_mean)",
    ),
)
running.wrong(
    "gamma-negative",
    GAMMA_NEGATIVE,
    loses=EVALUATE,
    edit=("return gamma * (x", "return np.abs(gamma) * (x"),
)
running.wrong(
    "changes its input",
    loses=RUN + UPDATE,
    edit=(
        "    new_mean = (1 - momentum)",
        "    running_mean *= 1\n    running_mean += momentum * (mean - running_mean)\n"
        "    new_mean = (1 - momentum)",
    ),
)

# ------------------------------------------------------------------- batchnorm_backward
backward = exercise("batchnorm_backward")


@backward.right("step by step back through the graph")
def _():
    def batchnorm_backward(x, gamma, dout, eps=1e-5):
        n = x.shape[0]
        centred = x - x.mean(axis=0)
        variance = (centred**2).mean(axis=0)
        inverse = (variance + eps) ** -0.5
        dnormal = dout * gamma
        dinverse = (dnormal * centred).sum(axis=0)
        dvariance = dinverse * -0.5 * inverse**3
        dcentred = dnormal * inverse + dvariance * 2 * centred / n
        dx = dcentred - dcentred.mean(axis=0)
        return dx, (dout * centred * inverse).sum(axis=0), dout.sum(axis=0)


@backward.right("a Jacobian for every feature")
def _():
    def batchnorm_backward(x, gamma, dout, eps=1e-5):
        n, dx = len(x), np.empty(x.shape)
        normal = np.empty(x.shape)
        for c in range(x.shape[1]):
            centred = x[:, c] - x[:, c].mean()
            root = np.sqrt(centred @ centred / n + eps)
            normal[:, c] = centred / root
            jacobian = np.eye(n) - 1 / n - np.outer(normal[:, c], normal[:, c]) / n
            dx[:, c] = gamma[c] / root * (jacobian @ dout[:, c])
        return dx, np.einsum("nc,nc->c", dout, normal), np.ones(n) @ dout


@backward.right("in plain loops: every example acts on every other")
def _():
    def batchnorm_backward(x, gamma, dout, eps=1e-5):
        n, features = x.shape
        dx = [[0.0] * features for _ in range(n)]
        dgamma, dbeta = [0.0] * features, [0.0] * features
        for c in range(features):
            mean = sum(x[i, c] for i in range(n)) / n
            root = (sum((x[i, c] - mean) ** 2 for i in range(n)) / n + eps) ** 0.5
            normal = [(x[i, c] - mean) / root for i in range(n)]
            for i in range(n):
                dgamma[c] += dout[i, c] * normal[i]
                dbeta[c] += dout[i, c]
                for j in range(n):
                    slope = (i == j) - 1 / n - normal[i] * normal[j] / n
                    dx[j][c] += dout[i, c] * gamma[c] / root * slope
        return [dx, dgamma, dbeta]


ALL_BACKWARD = (
    "batchnorm_backward_by_hand batchnorm_backward_features "
    "batchnorm_backward_small_spread"
)
THREE_PARTS = "(dout - dbeta / len(x) - normal * dgamma / len(x))"
backward.wrong(
    "statistics-constant",
    STATISTICS_CONSTANT,
    loses=ALL_BACKWARD,
    edit=(THREE_PARTS, "dout"),
)
backward.wrong(
    "mean-for-sum",
    MEAN_FOR_SUM,
    loses=ALL_BACKWARD,
    edit=(
        "return dx, dgamma, dbeta",
        "return dx, dgamma / len(x), dbeta / len(x)",
    ),
)
backward.wrong(
    "mean-for-sum",
    loses=ALL_BACKWARD,
    edit=("return dx, dgamma, dbeta", "return dx, dgamma, dbeta / len(x)"),
)
backward.wrong(
    "mean-constant",
    MEAN_CONSTANT,
    loses=ALL_BACKWARD,
    edit=(" - dbeta / len(x)", ""),
)
backward.wrong(
    "variance-constant",
    VARIANCE_CONSTANT,
    loses=ALL_BACKWARD,
    edit=(" - normal * dgamma / len(x)", ""),
)
backward.wrong(
    "sum-for-mean",
    SUM_FOR_MEAN,
    loses=ALL_BACKWARD,
    edit=(THREE_PARTS, "(dout - dbeta - normal * dgamma)"),
)
backward.wrong(
    "plus-for-minus",
    PLUS_FOR_MINUS,
    loses=ALL_BACKWARD,
    edit=(THREE_PARTS, "(dout + dbeta / len(x) + normal * dgamma / len(x))"),
)
backward.wrong(
    "plus-for-minus",
    loses=ALL_BACKWARD,
    edit=(THREE_PARTS, "(dout - dbeta / len(x) + normal * dgamma / len(x))"),
)
backward.wrong(
    "plus-for-minus",
    loses=ALL_BACKWARD,
    edit=(THREE_PARTS, "(dout + dbeta / len(x) - normal * dgamma / len(x))"),
)
backward.wrong(
    "per-sample",
    PER_SAMPLE,
    loses=ALL_BACKWARD,
    edit=(
        "root = np.sqrt(x.var(axis=0) + eps)\n    normal = (x - x.mean(axis=0)) / root",
        "root = np.sqrt(x.var(axis=1) + eps)\n    normal = (x - x.mean(axis=1)) / root",
    ),
)
backward.wrong(
    "gamma-forgotten",
    GAMMA_FORGOTTEN,
    loses=ALL_BACKWARD,
    edit=("gamma / root * ", "1 / root * "),
)
backward.wrong(
    "gamma-in-dgamma",
    "dgamma is the sum of dout times the normalized x, without gamma",
    loses=ALL_BACKWARD,
    edit=("return dx, dgamma, dbeta", "return dx, gamma * dgamma, dbeta"),
)
backward.wrong(
    "dgamma-of-x",
    DGAMMA_OF_X,
    loses=ALL_BACKWARD,
    edit=("return dx, dgamma, dbeta", "return dx, (dout * x).sum(axis=0), dbeta"),
)
backward.wrong(
    "root-forgotten",
    "dx is divided by the root once more, after the three parts",
    loses=ALL_BACKWARD,
    edit=("gamma / root * ", "gamma * "),
)
backward.wrong(
    "eps-forgotten-in-root",
    EPS_FORGOTTEN,
    loses=ALL_BACKWARD,
    edit=("np.sqrt(x.var(axis=0) + eps)", "np.sqrt(x.var(axis=0))"),
)
backward.wrong(
    "unbiased",
    UNBIASED,
    loses=ALL_BACKWARD,
    edit=("x.var(axis=0)", "x.var(axis=0, ddof=1)"),
)
backward.wrong(
    "other-order",
    OTHER_ORDER,
    loses=ALL_BACKWARD,
    edit=("return dx, dgamma, dbeta", "return dx, dbeta, dgamma"),
)
backward.wrong(
    "one-feature",
    "of one feature, dgamma and dbeta are still arrays of shape (1,)",
    loses="batchnorm_backward_features",
    edit=(
        "return dx, dgamma, dbeta",
        "return dx, dgamma.squeeze(), dbeta.squeeze()",
    ),
)
backward.wrong(
    "constant-feature",
    "a constant feature has a gradient too, and a large one",
    loses="batchnorm_backward_small_spread",
    edit=(
        "    return dx, dgamma",
        "    dx = np.where(np.ptp(x, axis=0) > 0, dx, 0)\n    return dx, dgamma",
    ),
)
backward.wrong(
    "changes its input",
    loses=ALL_BACKWARD,
    edit=("    dx = gamma", "    dout *= gamma\n    dx = gamma"),
)

# -------------------------------------------------------------------------- batchnorm2d
images = exercise("batchnorm2d")


@images.right("every channel as one column of a matrix")
def _():
    def batchnorm2d(x, gamma, beta, eps=1e-5):
        n, c, h, w = x.shape
        rows = x.transpose(0, 2, 3, 1).reshape(-1, c)
        centred = rows - rows.mean(axis=0)
        root = np.sqrt((centred**2).mean(axis=0) + eps)
        return (centred / root * gamma + beta).reshape(n, h, w, c).transpose(0, 3, 1, 2)


@images.right("channel by channel")
def _():
    def batchnorm2d(x, gamma, beta, eps=1e-5):
        out = np.empty(x.shape)
        for c in range(x.shape[1]):
            pixels = x[:, c]
            root = (pixels.std() ** 2 + eps) ** 0.5
            out[:, c] = (pixels - pixels.mean()) * (gamma[c] / root) + beta[c]
        return out


@images.right("in plain loops, pixel by pixel")
def _():
    def batchnorm2d(x, gamma, beta, eps=1e-5):
        out = np.empty(x.shape)
        for c in range(x.shape[1]):
            places = [
                (n, c, *at) for n in range(len(x)) for at in np.ndindex(x.shape[2:])
            ]
            mean = sum(x[place] for place in places) / len(places)
            variance = sum((x[place] - mean) ** 2 for place in places) / len(places)
            for place in places:
                out[place] = beta[c] + gamma[c] * (x[place] - mean) / (
                    (variance + eps) ** 0.5
                )
        return out


ALL_IMAGES = "batchnorm2d_by_hand batchnorm2d_sizes batchnorm2d_extremes"
MEAN_2D, VAR_2D = (
    "x.mean(axis=(0, 2, 3), keepdims=True)",
    "x.var(axis=(0, 2, 3), keepdims=True)",
)
BOTH_2D = f"mean = {MEAN_2D}\n    root = np.sqrt({VAR_2D} + eps)"


def over(axes):
    """The reference with its statistics over other axes."""
    return BOTH_2D, BOTH_2D.replace("axis=(0, 2, 3)", f"axis={axes}")


images.wrong(
    "over-n-only",
    "a channel is one feature at all places: average over rows and columns too",
    loses=ALL_IMAGES,
    edit=over("0"),
)
images.wrong("over-n-only", loses=ALL_IMAGES, edit=over("(0, 2)"))
images.wrong("over-n-only", loses=ALL_IMAGES, edit=over("(0, 3)"))
images.wrong(
    "per-image",
    "all images of the batch share the mean and the variance of a channel",
    loses=ALL_IMAGES,
    edit=over("(2, 3)"),
)
images.wrong(
    "over-channels",
    "each channel has its own mean and variance: do not average over them",
    loses=ALL_IMAGES,
    edit=over("(1, 2, 3)"),
)
images.wrong("whole-array", WHOLE_ARRAY, loses=ALL_IMAGES, edit=over("(0, 1, 2, 3)"))
images.wrong(
    "mean-of-variances",
    "take one variance of all pixels, not the mean of each image's",
    loses=ALL_IMAGES,
    edit=(VAR_2D, "x.var(axis=(2, 3), keepdims=True).mean(axis=0, keepdims=True)"),
)
images.wrong(
    "reshaped",
    "put the channels last before you reshape, or channels get mixed",
    loses=ALL_IMAGES,
    edit=(
        "mean = x.mean(axis=(0, 2, 3), keepdims=True)\n"
        "    root = np.sqrt(x.var(axis=(0, 2, 3), keepdims=True) + eps)\n",
        "rows = x.reshape(-1, x.shape[1])\n"
        "    mean = rows.mean(axis=0)[:, None, None]\n"
        "    root = np.sqrt(rows.var(axis=0) + eps)[:, None, None]\n",
    ),
)
images.wrong(
    "channels-not-lined-up",
    "line mean, root, gamma and beta up with the channels, not the columns",
    loses=ALL_IMAGES,
    edit=(
        "gamma[:, None, None] * (x - mean) / root + beta[:, None, None]",
        "gamma * (x - mean) / root + beta",
    ),
)
images.wrong(
    "eps-outside",
    EPS_OUTSIDE,
    loses=ALL_IMAGES,
    edit=(f"np.sqrt({VAR_2D} + eps)", f"np.sqrt({VAR_2D}) + eps"),
)
images.wrong(
    "eps-forgotten",
    "eps is added to the variance",
    loses=ALL_IMAGES,
    edit=("keepdims=True) + eps)", "keepdims=True))"),
)
images.wrong(
    "standard-normal",
    STANDARD_NORMAL,
    loses=ALL_IMAGES,
    edit=(
        "gamma[:, None, None] * (x - mean) / root + beta[:, None, None]",
        "(x - mean) / root",
    ),
)
images.wrong(
    "unbiased",
    UNBIASED,
    loses=ALL_IMAGES,
    edit=(VAR_2D, "x.var(axis=(0, 2, 3), keepdims=True, ddof=1)"),
)
images.wrong(
    "no-root",
    NO_ROOT,
    loses=ALL_IMAGES,
    edit=(f"np.sqrt({VAR_2D} + eps)", f"{VAR_2D} + eps"),
)
images.wrong(
    "gamma-negative",
    GAMMA_NEGATIVE,
    loses="batchnorm2d_sizes",
    edit=("gamma[:, None, None] *", "np.abs(gamma)[:, None, None] *"),
)
images.wrong(
    "mean-of-squares",
    MEAN_OF_SQUARES,
    loses="batchnorm2d_extremes",
    edit=(VAR_2D, "(x**2).mean(axis=(0, 2, 3), keepdims=True) - mean**2"),
)
images.wrong(
    "one-pixel",
    "a single pixel is its own mean: only beta is left of it",
    loses="batchnorm2d_extremes",
    edit=("    mean = x", "    if x[:, 0].size == 1:\n        return x\n    mean = x"),
)
images.wrong(
    "changes its input",
    loses=ALL_IMAGES,
    edit=(
        "    return gamma[:, None, None] * (x - mean)",
        "    x -= mean\n    return gamma[:, None, None] * x",
    ),
)

for mutant in ("swap-items-9339be", "swap-items-e8cbca"):
    images.equivalent(mutant, because="the order of the averaged axes is free")

# -------------------------------------------------------------------- layernorm_forward
layer = exercise("layernorm_forward")


@layer.right("the examples as the rows of a matrix")
def _():
    def layernorm_forward(x, gamma, beta, eps=1e-5):
        rows = x.reshape(-1, x.shape[-1]).T
        centred = rows - rows.mean(axis=0)
        normal = centred * (np.square(centred).mean(axis=0) + eps) ** -0.5
        return (normal.T * gamma + beta).reshape(x.shape)


@layer.right("in plain loops, example by example")
def _():
    def layernorm_forward(x, gamma, beta, eps=1e-5):
        if x.ndim > 1:
            return [layernorm_forward(part, gamma, beta, eps) for part in x]
        mean = sum(x) / len(x)
        variance = sum((v - mean) ** 2 for v in x) / len(x)
        triples = zip(x, gamma, beta, strict=True)
        return [(v - mean) / (variance + eps) ** 0.5 * g + b for v, g, b in triples]


ALL_LAYER = "layernorm_forward_by_hand layernorm_forward_sizes"
BOTH_LAYER = (
    "mean = x.mean(axis=-1, keepdims=True)\n"
    "    root = np.sqrt(x.var(axis=-1, keepdims=True) + eps)"
)
layer.wrong(
    "over-batch",
    OVER_BATCH,
    loses=ALL_LAYER,
    edit=(BOTH_LAYER, BOTH_LAYER.replace("axis=-1", "axis=0")),
)
layer.wrong(
    "one-for-all-examples",
    "each example has its own mean and variance",
    loses=ALL_LAYER,
    edit=(BOTH_LAYER, "mean, root = x.mean(), np.sqrt(x.var() + eps)"),
)
layer.wrong(
    "eps-outside",
    EPS_OUTSIDE,
    loses=ALL_LAYER,
    edit=(
        "np.sqrt(x.var(axis=-1, keepdims=True) + eps)",
        "np.sqrt(x.var(axis=-1, keepdims=True)) + eps",
    ),
)
layer.wrong(
    "eps-forgotten",
    "eps is added to the variance",
    loses=ALL_LAYER,
    edit=("keepdims=True) + eps)", "keepdims=True))"),
)
layer.wrong(
    "standard-normal",
    STANDARD_NORMAL,
    loses=ALL_LAYER,
    edit=("gamma * (x - mean) / root + beta", "(x - mean) / root"),
)
layer.wrong(
    "unbiased",
    UNBIASED,
    loses=ALL_LAYER,
    edit=("x.var(axis=-1,", "x.var(axis=-1, ddof=1,"),
)
layer.wrong(
    "no-root",
    NO_ROOT,
    loses=ALL_LAYER,
    edit=(
        "np.sqrt(x.var(axis=-1, keepdims=True) + eps)",
        "x.var(axis=-1, keepdims=True) + eps",
    ),
)
layer.wrong(
    "beta-scaled",
    BETA_SCALED,
    loses=ALL_LAYER,
    edit=(
        "gamma * (x - mean) / root + beta",
        "gamma * ((x - mean) / root + beta)",
    ),
)
layer.wrong(
    "rows-not-lined-up",
    "line the mean and the root up with the rows, not with the columns",
    loses=ALL_LAYER,
    edit=(BOTH_LAYER, BOTH_LAYER.replace(", keepdims=True", "")),
)
layer.wrong(
    "second-axis",
    "the features are the last axis, however many stand before it",
    loses="layernorm_forward_sizes",
    edit=(BOTH_LAYER, BOTH_LAYER.replace("axis=-1", "axis=1")),
)
layer.wrong(
    "gamma-negative",
    GAMMA_NEGATIVE,
    loses="layernorm_forward_sizes",
    edit=("return gamma * (x", "return np.abs(gamma) * (x"),
)
layer.wrong(
    "changes its input",
    loses=ALL_LAYER,
    edit=("    return gamma * (x - mean)", "    x -= mean\n    return gamma * x"),
)

# ------------------------------------------------------------------- layernorm_backward
layer_back = exercise("layernorm_backward")


@layer_back.right("step by step back through the graph")
def _():
    def layernorm_backward(x, gamma, dout, eps=1e-5):
        d = x.shape[-1]
        rows, drows = x.reshape(-1, d), dout.reshape(-1, d)
        centred = rows - rows.sum(axis=1, keepdims=True) / d
        inverse = ((centred**2).sum(axis=1, keepdims=True) / d + eps) ** -0.5
        dnormal = drows * gamma
        dvariance = (dnormal * centred).sum(axis=1, keepdims=True) * -0.5 * inverse**3
        dcentred = dnormal * inverse + dvariance * 2 * centred / d
        dx = dcentred - dcentred.mean(axis=1, keepdims=True)
        dgamma = np.einsum("nd,nd,nx->d", drows, centred, inverse)
        return dx.reshape(x.shape), dgamma, drows.sum(axis=0)


@layer_back.right("in plain loops, example by example")
def _():
    def layernorm_backward(x, gamma, dout, eps=1e-5):
        d = len(gamma)
        dx, dgamma, dbeta = np.zeros(x.shape), [0.0] * d, [0.0] * d
        for example in np.ndindex(x.shape[:-1]):
            row, drow = x[example], dout[example]
            mean = sum(row) / d
            root = (sum((v - mean) ** 2 for v in row) / d + eps) ** 0.5
            normal = [(v - mean) / root for v in row]
            for i in range(d):
                dgamma[i] += drow[i] * normal[i]
                dbeta[i] += drow[i]
                for j in range(d):
                    slope = (i == j) - 1 / d - normal[i] * normal[j] / d
                    dx[(*example, j)] += drow[i] * gamma[i] * slope / root
        return [dx, dgamma, dbeta]


ALL_LAYER_BACK = "layernorm_backward_by_hand layernorm_backward_sizes"
layer_back.wrong(
    "gamma-outside",
    "gamma differs from feature to feature: it goes inside the means",
    loses=ALL_LAYER_BACK,
    edit=(
        "dnormal = gamma * dout\n"
        "    through_mean = dnormal.mean(axis=-1, keepdims=True)\n"
        "    through_root = normal * (dnormal * normal).mean(axis=-1, keepdims=True)\n"
        "    dx = (dnormal - through_mean - through_root) / root",
        "through_mean = dout.mean(axis=-1, keepdims=True)\n"
        "    through_root = normal * (dout * normal).mean(axis=-1, keepdims=True)\n"
        "    dx = gamma * (dout - through_mean - through_root) / root",
    ),
)
layer_back.wrong(
    "gamma-forgotten",
    GAMMA_FORGOTTEN,
    loses=ALL_LAYER_BACK,
    edit=("dnormal = gamma * dout", "dnormal = dout"),
)
layer_back.wrong(
    "statistics-constant",
    STATISTICS_CONSTANT,
    loses=ALL_LAYER_BACK,
    edit=("(dnormal - through_mean - through_root)", "dnormal"),
)
layer_back.wrong(
    "mean-constant",
    MEAN_CONSTANT,
    loses=ALL_LAYER_BACK,
    edit=("dnormal - through_mean - ", "dnormal - "),
)
layer_back.wrong(
    "variance-constant",
    VARIANCE_CONSTANT,
    loses=ALL_LAYER_BACK,
    edit=(" - through_root", ""),
)
layer_back.wrong(
    "plus-for-minus",
    PLUS_FOR_MINUS,
    loses=ALL_LAYER_BACK,
    edit=("- through_mean - through_root", "- through_mean + through_root"),
)
layer_back.wrong(
    "plus-for-minus",
    loses=ALL_LAYER_BACK,
    edit=("- through_mean - through_root", "+ through_mean - through_root"),
)
layer_back.wrong(
    "plus-for-minus",
    loses=ALL_LAYER_BACK,
    edit=("- through_mean - through_root", "+ through_mean + through_root"),
)
layer_back.wrong(
    "over-batch",
    OVER_BATCH,
    loses=ALL_LAYER_BACK,
    edit=(
        "root = np.sqrt(x.var(axis=-1, keepdims=True) + eps)\n"
        "    normal = (x - x.mean(axis=-1, keepdims=True)) / root\n"
        "    dnormal = gamma * dout\n"
        "    through_mean = dnormal.mean(axis=-1, keepdims=True)\n"
        "    through_root = normal * (dnormal * normal).mean(axis=-1, keepdims=True)",
        "root = np.sqrt(x.var(axis=0, keepdims=True) + eps)\n"
        "    normal = (x - x.mean(axis=0, keepdims=True)) / root\n"
        "    dnormal = gamma * dout\n"
        "    through_mean = dnormal.mean(axis=0, keepdims=True)\n"
        "    through_root = normal * (dnormal * normal).mean(axis=0, keepdims=True)",
    ),
)
layer_back.wrong(
    "mean-for-sum",
    MEAN_FOR_SUM,
    loses=ALL_LAYER_BACK,
    edit=(
        "(dout * normal).sum(axis=examples), dout.sum(axis=examples)",
        "(dout * normal).mean(axis=examples), dout.mean(axis=examples)",
    ),
)
layer_back.wrong(
    "dgamma-of-x",
    DGAMMA_OF_X,
    loses=ALL_LAYER_BACK,
    edit=("(dout * normal).sum", "(dout * x).sum"),
)
layer_back.wrong(
    "sums-over-features",
    "gamma has one number per feature: sum over the examples",
    loses=ALL_LAYER_BACK,
    edit=(
        "(dout * normal).sum(axis=examples), dout.sum(axis=examples)",
        "(dout * normal).sum(axis=-1), dout.sum(axis=-1)",
    ),
)
layer_back.wrong(
    "one-gradient-an-example",
    "all examples share gamma and beta: add up what they hand back",
    loses=ALL_LAYER_BACK,
    edit=(
        "(dout * normal).sum(axis=examples), dout.sum(axis=examples)",
        "dout * normal, dout.copy()",
    ),
)
layer_back.wrong(
    "other-order",
    OTHER_ORDER,
    loses=ALL_LAYER_BACK,
    edit=(
        "(dout * normal).sum(axis=examples), dout.sum(axis=examples)",
        "dout.sum(axis=examples), (dout * normal).sum(axis=examples)",
    ),
)
layer_back.wrong(
    "sum-for-mean",
    SUM_FOR_MEAN,
    loses=ALL_LAYER_BACK,
    edit=(
        "through_mean = dnormal.mean(axis=-1, keepdims=True)\n"
        "    through_root = normal * (dnormal * normal).mean(",
        "through_mean = dnormal.sum(axis=-1, keepdims=True)\n"
        "    through_root = normal * (dnormal * normal).sum(",
    ),
)
layer_back.wrong(
    "root-forgotten",
    "dx is divided by the root once more, after the three parts",
    loses=ALL_LAYER_BACK,
    edit=(
        "(dnormal - through_mean - through_root) / root",
        "(dnormal - through_mean - through_root)",
    ),
)
layer_back.wrong(
    "unbiased",
    UNBIASED,
    loses=ALL_LAYER_BACK,
    edit=("x.var(axis=-1,", "x.var(axis=-1, ddof=1,"),
)
layer_back.wrong(
    "eps-forgotten-in-root",
    EPS_FORGOTTEN,
    loses=ALL_LAYER_BACK,
    edit=("keepdims=True) + eps)", "keepdims=True))"),
)
layer_back.wrong(
    "first-axis-only",
    "sum over every axis but the last: examples may stand in a grid",
    loses="layernorm_backward_sizes",
    edit=("examples = tuple(range(x.ndim - 1))", "examples = 0"),
)
layer_back.wrong(
    "changes its input",
    loses=ALL_LAYER_BACK,
    edit=("    dnormal = gamma * dout", "    dout *= gamma\n    dnormal = dout"),
)

# ------------------------------------------------------------- fold_batchnorm_into_conv
fold = exercise("fold_batchnorm_into_conv")


@fold.right("in plain loops, filter by filter")
def _():
    def fold_batchnorm_into_conv(
        w, b, gamma, beta, running_mean, running_var, eps=1e-5
    ):
        new_w, new_b = [], []
        for f in range(len(w)):
            k = gamma[f] / (running_var[f] + eps) ** 0.5
            new_w.append([[[k * v for v in row] for row in grid] for grid in w[f]])
            new_b.append(k * b[f] - k * running_mean[f] + beta[f])
        return [new_w, new_b]


@fold.right("a matrix of filters, the bias as one weight more")
def _():
    def fold_batchnorm_into_conv(
        w, b, gamma, beta, running_mean, running_var, eps=1e-5
    ):
        rows = np.concatenate([w.reshape(len(w), -1), (b - running_mean)[:, None]], 1)
        rows = np.diag(gamma * (running_var + eps) ** -0.5) @ rows
        return rows[:, :-1].reshape(w.shape), rows[:, -1] + beta


ALL_FOLD = "fold_by_hand fold_sizes"
FOLD_BIAS = "(b - running_mean) * scale + beta"
fold.wrong(
    "bias-not-folded",
    "the bias changes too: it is normalized with the rest",
    loses=ALL_FOLD,
    edit=(FOLD_BIAS, "b"),
)
fold.wrong(
    "bias-not-folded",
    loses=ALL_FOLD,
    edit=(FOLD_BIAS, "b - running_mean * scale + beta"),
)
fold.wrong("bias-not-folded", loses=ALL_FOLD, edit=(FOLD_BIAS, "b * scale"))
fold.wrong(
    "bias-lost",
    "the convolution has a bias of its own: it is part of what is normalized",
    loses=ALL_FOLD,
    edit=(FOLD_BIAS, "beta - running_mean * scale"),
)
fold.wrong(
    "mean-unscaled",
    "the running mean is multiplied by k, as all that is normalized",
    loses=ALL_FOLD,
    edit=(FOLD_BIAS, "b * scale - running_mean + beta"),
)
fold.wrong(
    "beta-in-scale",
    "beta comes last: it is added after the multiplication",
    loses=ALL_FOLD,
    edit=(FOLD_BIAS, "(b - running_mean + beta) * scale"),
)
fold.wrong(
    "weights-kept",
    "the weights change too: each filter is multiplied by its k",
    loses=ALL_FOLD,
    edit=("w * scale[:, None, None, None]", "w.copy()"),
)
fold.wrong(
    "along-input-channels",
    "there is one k per filter: it runs along the first axis of w",
    loses=ALL_FOLD,
    edit=("scale[:, None, None, None]", "scale[:, None, None]"),
)
fold.wrong(
    "along-input-channels",
    loses=ALL_FOLD,
    edit=("scale[:, None, None, None]", "scale"),
)
fold.wrong(
    "gamma-unused",
    "k is gamma divided by the root",
    loses=ALL_FOLD,
    edit=("scale = gamma / ", "scale = 1 / "),
)
fold.wrong(
    "eps-outside",
    EPS_OUTSIDE,
    loses=ALL_FOLD,
    edit=("np.sqrt(running_var + eps)", "(np.sqrt(running_var) + eps)"),
)
fold.wrong(
    "eps-forgotten",
    "eps is added to the variance",
    loses=ALL_FOLD,
    edit=("np.sqrt(running_var + eps)", "np.sqrt(running_var)"),
)
fold.wrong(
    "no-root",
    NO_ROOT,
    loses=ALL_FOLD,
    edit=("np.sqrt(running_var + eps)", "(running_var + eps)"),
)
fold.wrong(
    "bias-first",
    "the order is weights, bias",
    loses=ALL_FOLD,
    edit=(
        f"w * scale[:, None, None, None], {FOLD_BIAS}",
        f"{FOLD_BIAS}, w * scale[:, None, None, None]",
    ),
)
fold.wrong(
    "one-filter",
    "of one filter, the bias is still an array of shape (1,)",
    loses="fold_sizes",
    edit=(FOLD_BIAS, f"({FOLD_BIAS}).squeeze()"),
)
fold.wrong(
    "gamma-negative",
    GAMMA_NEGATIVE,
    loses="fold_sizes",
    edit=("scale = gamma", "scale = np.abs(gamma)"),
)
fold.wrong(
    "changes its input",
    loses=ALL_FOLD,
    edit=(
        "    return w * scale[:, None, None, None]",
        "    w *= scale[:, None, None, None]\n    return w",
    ),
)
