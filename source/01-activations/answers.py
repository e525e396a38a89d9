"""Known right and wrong answers to the exercises of 01-activations.

A right answer earns every point of its exercise. A wrong one is named by its mistake,
loses exactly the tests it says, and has the sentence that a student is shown whose
answer gives the same (none where no sentence would help).
"""

import numpy as np

from autograder.authoring.bank import exercise

# ------------------------------------------------------------------------------ sigmoid
sigmoid = exercise("sigmoid")


@sigmoid.right("as on paper; infinity where the exponential overflows")
def _():
    def sigmoid(x):
        return 1 / (1 + np.exp(-x))

    def log_sigmoid(x):
        return -np.logaddexp(0, -x)


@sigmoid.right("by tanh, and one formula a side")
def _():
    def sigmoid(x):
        return (1 + np.tanh(x / 2)) / 2

    def log_sigmoid(x):
        left, right = np.minimum(x, 0), np.maximum(x, 0)
        on_the_left = left - np.log(1 + np.exp(left))
        return np.where(x < 0, on_the_left, -np.log(1 + np.exp(-right)))


@sigmoid.right("in plain loops")
def _():
    def sigmoid(x):
        result = np.zeros(x.shape)
        for place in np.ndindex(x.shape):
            v = float(x[place])
            if v >= 0:
                result[place] = 1 / (1 + np.exp(-v))
            else:
                result[place] = np.exp(v) / (1 + np.exp(v))
        return result

    def log_sigmoid(x):
        values = [float(v) for v in x.ravel()]
        logs = [min(v, 0) - np.log(1 + np.exp(-abs(v))) for v in values]
        return np.array(logs).reshape(x.shape)


sigmoid.equivalent("swap-arguments-6d5d57", because="a minimum has no order")
sigmoid.equivalent("swap-arguments-67fd98", because="a minimum has no order")
sigmoid.wrong(
    "log-of-sigmoid",
    "far left, sigmoid is 0 and exp(-x) infinite; take the other formula there",
    loses="sigmoid_by_hand log_sigmoid_everywhere",
    edit=("np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x)))", "np.log(sigmoid(x))"),
)
sigmoid.wrong(
    "epsilon-in-log",
    "a small number inside the logarithm caps it; rewrite the formula instead",
    loses="sigmoid_by_hand log_sigmoid_everywhere",
    edit=(
        "np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x)))",
        "np.log(sigmoid(x) + 1e-12)",
    ),
)
sigmoid.wrong(
    "log-of-sigmoid",
    loses="sigmoid_by_hand log_sigmoid_everywhere",
    edit=("np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x)))", "-np.log1p(np.exp(-x))"),
)
sigmoid.wrong(
    "overflow-right",
    "for large positive x, exp(x) overflows; use the other formula there",
    loses="log_sigmoid_everywhere",
    edit=("np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x)))", "x - np.log1p(np.exp(x))"),
)
sigmoid.wrong(
    "log-positive",
    "the logarithm of a number below 1 is negative",
    loses="sigmoid_by_hand log_sigmoid_everywhere",
    edit=("np.minimum(x, 0) - np.log1p(", "np.maximum(-x, 0) + np.log1p("),
)
sigmoid.wrong(
    "one-side-only",
    "that holds for positive x only; for negative x add x",
    loses="sigmoid_by_hand log_sigmoid_everywhere",
    edit=("np.minimum(x, 0) - np.log1p(", "-np.log1p("),
)
sigmoid.wrong(
    "log10",
    "the natural logarithm is meant",
    loses="sigmoid_by_hand log_sigmoid_everywhere",
    edit=(
        "np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x)))",
        "np.minimum(x, 0) / np.log(10) - np.log10(1 + np.exp(-np.abs(x)))",
    ),
)
sigmoid.wrong(
    "nan-at-the-right",
    "exp(x) overflows for large x: infinity over infinity is nan",
    loses="sigmoid_everywhere",
    edit=(
        "np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))",
        "np.exp(x) / (1 + np.exp(x))",
    ),
)
sigmoid.wrong(
    "falling",
    "a sigmoid rises: near 1 for large inputs, near 0 for very negative ones",
    loses="sigmoid_by_hand sigmoid_everywhere",
    edit=("np.minimum(x, 0)) /", "np.minimum(-x, 0)) /"),
)
sigmoid.wrong(
    "tanh-for-sigmoid",
    "tanh runs from -1 to 1; a sigmoid runs from 0 to 1",
    loses="sigmoid_by_hand sigmoid_everywhere",
    edit=("np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))", "np.tanh(x)"),
)
sigmoid.wrong(
    "brackets-missing",
    "the whole sum is the denominator: it needs parentheses",
    loses="sigmoid_by_hand sigmoid_everywhere",
    edit=(
        "np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))",
        "1 / 1 + np.exp(-x)",
    ),
)
sigmoid.wrong(
    "calls torch",
    loses="sigmoid_by_hand",
    edit=(
        "np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))",
        "torch.sigmoid(torch.tensor(x)).numpy()",
    ),
)

# ------------------------------------------------------------------------- sigmoid_grad
sigmoid_grad = exercise("sigmoid_grad")


@sigmoid_grad.right("s (1 - s)")
def _():
    def sigmoid_grad(x):
        s = 1 / (1 + np.exp(-x))
        return s * (1 - s)


@sigmoid_grad.right("by the hyperbolic cosine")
def _():
    def sigmoid_grad(x):
        return 0.25 / np.cosh(x / 2) ** 2


@sigmoid_grad.right("in plain loops")
def _():
    def sigmoid_grad(x):
        result = np.zeros(x.shape)
        for place in np.ndindex(x.shape):
            e = np.exp(-abs(float(x[place])))
            result[place] = 1 / (1 + e) - 1 / (1 + e) ** 2
        return result


sigmoid_grad.wrong(
    "grad-at-output",
    "the derivative is taken at the input x, not at the function's value",
    loses="sigmoid_grad_by_hand sigmoid_grad_everywhere",
    edit=("    e = np.exp(", "    x = 1 / (1 + np.exp(-x))\n    e = np.exp("),
)
sigmoid_grad.wrong(
    "grad-vanishes-near-zero",
    "the derivative is largest at 0 (it is 0.25 there) and vanishes far from 0",
    loses="sigmoid_grad_by_hand sigmoid_grad_everywhere",
    edit=("return e / (1 + e) ** 2", "return 0.25 - e / (1 + e) ** 2"),
)
sigmoid_grad.wrong(
    "grad-vanishes-near-zero",
    loses="sigmoid_grad_by_hand sigmoid_grad_everywhere",
    edit=("return e / (1 + e) ** 2", "return (2 / (1 + e) - 1) ** 2"),
)
sigmoid_grad.wrong(
    "input-for-output",
    "in this formula stands the function's value at x, not x itself",
    loses="sigmoid_grad_by_hand sigmoid_grad_everywhere",
    edit=("return e / (1 + e) ** 2", "return x * (1 - x)"),
)
sigmoid_grad.wrong(
    "tanh-formula",
    "1 - y^2 belongs to tanh; the sigmoid's derivative is s (1 - s)",
    loses="sigmoid_grad_by_hand sigmoid_grad_everywhere",
    edit=("return e / (1 + e) ** 2", "return 1 - 1 / (1 + np.exp(-x)) ** 2"),
)
sigmoid_grad.wrong(
    "square-forgotten",
    "a square is missing",
    loses="sigmoid_grad_by_hand sigmoid_grad_everywhere",
    edit=("(1 + e) ** 2", "(1 + e)"),
)
sigmoid_grad.wrong(
    "overflow",
    "exp overflows far from 0, and infinity over infinity is nan",
    loses="sigmoid_grad_everywhere",
    edit=("np.exp(-np.abs(x))", "np.exp(-x)"),
)
sigmoid_grad.wrong(
    "calls torch",
    loses="sigmoid_grad_by_hand",
    edit=(
        "    e = np.exp(-np.abs(x))\n    return e / (1 + e) ** 2",
        "    s = torch.sigmoid(torch.tensor(x))\n    return s * (1 - s)",
    ),
)

# ---------------------------------------------------------------------------- tanh_grad
tanh_grad = exercise("tanh_grad")


@tanh_grad.right("by the hyperbolic cosine")
def _():
    def tanh_grad(x):
        return 1 / np.cosh(x) ** 2


@tanh_grad.right("four times the sigmoid's at 2x, in plain loops")
def _():
    def tanh_grad(x):
        slopes = []
        for v in x.ravel():
            e = np.exp(-abs(2 * float(v)))
            slopes.append(4 * e / (1 + e) ** 2)
        return np.array(slopes).reshape(x.shape)


tanh_grad.wrong(
    "tanh-never-saturates",
    "tanh saturates too: far from 0 its derivative goes to 0",
    loses="tanh_grad_by_hand tanh_grad_everywhere",
    edit=("1 - np.tanh(x) ** 2", "np.ones_like(x)"),
)
tanh_grad.wrong(
    "tanh-never-saturates",
    loses="tanh_grad_by_hand tanh_grad_everywhere",
    edit=("1 - np.tanh(x) ** 2", "1 + np.tanh(x) ** 2"),
)
tanh_grad.wrong(
    "sigmoid-formula",
    "y (1 - y) belongs to the sigmoid; the derivative of tanh is 1 - y^2",
    loses="tanh_grad_by_hand tanh_grad_everywhere",
    edit=("return 1 - np.tanh(x) ** 2", "y = np.tanh(x)\n    return y * (1 - y)"),
)
tanh_grad.wrong(
    "square-forgotten",
    "a square is missing",
    loses="tanh_grad_by_hand tanh_grad_everywhere",
    edit=("np.tanh(x) ** 2", "np.tanh(x)"),
)
tanh_grad.wrong(
    "square-forgotten",
    loses="tanh_grad_by_hand tanh_grad_everywhere",
    edit=("1 - np.tanh(x) ** 2", "1 / np.cosh(x)"),
)
tanh_grad.wrong(
    "difference-squared",
    "only the tanh is squared, not the whole difference",
    loses="tanh_grad_by_hand tanh_grad_everywhere",
    edit=("1 - np.tanh(x) ** 2", "(1 - np.tanh(x)) ** 2"),
)
tanh_grad.wrong(
    "grad-at-output",
    "the derivative is taken at the input x, not at the function's value",
    loses="tanh_grad_by_hand tanh_grad_everywhere",
    edit=("np.tanh(x)", "np.tanh(np.tanh(x))"),
)
tanh_grad.wrong(
    "input-for-output",
    "in this formula stands the function's value at x, not x itself",
    loses="tanh_grad_by_hand tanh_grad_everywhere",
    edit=("np.tanh(x)", "x"),
)
tanh_grad.wrong(
    "overflow",
    "exp overflows far from 0, and infinity over infinity is nan",
    loses="tanh_grad_everywhere",
    edit=(
        "return 1 - np.tanh(x) ** 2",
        "up, down = np.exp(x), np.exp(-x)\n"
        "    return 1 - ((up - down) / (up + down)) ** 2",
    ),
)
tanh_grad.wrong(
    "calls torch",
    loses="tanh_grad_by_hand",
    edit=("np.tanh(x)", "torch.tanh(torch.tensor(x))"),
)

# --------------------------------------------------------------------------- leaky_relu
leaky = exercise("leaky_relu")


@leaky.right("the larger of the two lines")
def _():
    def leaky_relu(x, slope=0.01):
        return np.maximum(x, slope * x)

    def leaky_relu_grad(x, slope=0.01):
        return slope + (1 - slope) * np.heaviside(x, 0.0)


@leaky.right("a mask")
def _():
    def leaky_relu(x, slope=0.01):
        result = x.copy()
        result[x < 0] *= slope
        return result

    def leaky_relu_grad(x, slope=0.01):
        positive = x > 0
        return positive + slope * ~positive


@leaky.right("in plain loops")
def _():
    def leaky_relu(x, slope=0.01):
        return np.array([v if v > 0 else slope * v for v in x.ravel()]).reshape(x.shape)

    def leaky_relu_grad(x, slope=0.01):
        return np.array([1.0 if v > 0 else slope for v in x.ravel()]).reshape(x.shape)


leaky.equivalent("compare-91a586", because="at 0 both branches give 0")
leaky.wrong(
    "leaky-constant",
    "for negative inputs the slope is constant, not the output",
    loses="leaky_relu_by_hand leaky_relu_any_slope",
    edit=("slope * x", "slope"),
)
leaky.wrong(
    "leaky-constant",
    loses="leaky_relu_by_hand leaky_relu_any_slope",
    edit=("slope * x", "-slope"),
)
leaky.wrong(
    "leaky-positive",
    "the output is negative where the input is",
    loses="leaky_relu_by_hand leaky_relu_any_slope",
    edit=("slope * x", "slope * np.abs(x)"),
)
leaky.wrong(
    "slope-ignored",
    "use the argument `slope`, not 0.01",
    loses="leaky_relu_by_hand leaky_relu_any_slope",
    edit=("slope * x", "0.01 * x"),
)
leaky.wrong(
    "plain-relu",
    "that is the plain ReLU; below 0 the leaky one is slope times x",
    loses="leaky_relu_by_hand leaky_relu_any_slope",
    edit=("slope * x", "0 * x"),
)
leaky.wrong(
    "slope-zero-replaced",
    "0 is a slope like any other: it makes the plain ReLU",
    loses="leaky_relu_any_slope",
    edit=("slope * x", "(slope or 0.01) * x"),
)
leaky.wrong(
    "one-at-zero",
    "at 0 the derivative is the slope",
    loses="leaky_relu_grad_everywhere",
    edit=("np.where(x > 0, 1.0, slope)", "np.where(x >= 0, 1.0, slope)"),
)
leaky.wrong(
    "relu-grad-one",
    "for negative inputs the derivative is the slope, not 1",
    loses="leaky_relu_by_hand leaky_relu_grad_everywhere",
    edit=("np.where(x > 0, 1.0, slope)", "np.ones_like(x)"),
)
leaky.wrong(
    "relu-grad-zero",
    "that is the derivative of ReLU; below 0 the leaky one has its slope",
    loses="leaky_relu_by_hand leaky_relu_grad_everywhere",
    edit=("np.where(x > 0, 1.0, slope)", "np.where(x > 0, 1.0, 0.0)"),
)
leaky.wrong(
    "not-a-derivative",
    "that is leaky_relu itself, not its derivative",
    loses="leaky_relu_by_hand leaky_relu_grad_everywhere",
    edit=("np.where(x > 0, 1.0, slope)", "leaky_relu(x, slope)"),
)
leaky.wrong(
    "needs an element",
    loses="leaky_relu_any_slope",
    edit=(
        "return np.where(x > 0, x, slope * x)",
        "return x if x.min() > 0 else np.where(x > 0, x, slope * x)",
    ),
)
leaky.wrong(
    "calls torch",
    loses="leaky_relu_by_hand",
    edit=(
        "np.where(x > 0, x, slope * x)",
        "torch.nn.functional.leaky_relu(torch.tensor(x), slope)",
    ),
)

# ------------------------------------------------------------------------------ softmax
softmax = exercise("softmax")


@softmax.right("exponential of the log-softmax")
def _():
    def softmax(logits, axis=-1):
        top = logits.max(axis=axis, keepdims=True)
        return np.exp(
            logits - top - np.log(np.exp(logits - top).sum(axis=axis, keepdims=True))
        )


@softmax.right("one over the sum of the exponentials of all differences")
def _():
    def softmax(logits, axis=-1):
        z = np.moveaxis(logits, axis, -1)
        differences = z[..., None, :] - z[..., :, None]
        return np.moveaxis(1 / np.exp(differences).sum(-1), -1, axis)


@softmax.right("in plain loops")
def _():
    def softmax(logits, axis=-1):
        rows = np.moveaxis(np.array(logits), axis, -1)
        for place in np.ndindex(rows.shape[:-1]):
            top = max(rows[place])
            exp = [np.exp(z - top) for z in rows[place]]
            rows[place] = [e / sum(exp) for e in exp]
        return np.moveaxis(rows, -1, axis)


softmax.wrong(
    "no-shift",
    "exp overflows; subtract the largest logit first",
    loses="softmax_by_hand softmax_is_stable",
    edit=("logits - logits.max(axis=axis, keepdims=True)", "logits"),
)
softmax.wrong(
    "clipped",
    "clipping makes different logits equal; subtract the largest instead",
    loses="softmax_by_hand softmax_is_stable",
    edit=(
        "logits - logits.max(axis=axis, keepdims=True)",
        "np.clip(logits, -500, 500)",
    ),
)
softmax.wrong(
    "global-max",
    "each row has its own largest logit",
    loses="softmax_is_stable",
    edit=("logits.max(axis=axis, keepdims=True)", "logits.max()"),
)
softmax.wrong(
    "global-max",
    loses="softmax_by_hand softmax_along_axis softmax_is_stable",
    edit=("logits.max(axis=axis, keepdims=True)", "1000"),
)
softmax.wrong(
    "magnitude",
    "the largest logit, not the largest magnitude",
    loses="softmax_is_stable",
    edit=("logits.max(", "np.abs(logits).max("),
)
softmax.wrong(
    "smallest",
    "subtract the largest logit, not the smallest",
    loses="softmax_is_stable",
    edit=("logits.max(", "logits.min("),
)
softmax.wrong(
    "mean-shift",
    "subtract the largest logit; the mean can be far below it",
    loses="softmax_is_stable",
    edit=("logits.max(", "logits.mean("),
)
softmax.wrong(
    "axis-ignored",
    "sum along `axis`, not always along the last",
    loses="softmax_along_axis",
    edit=("    exp = np.exp(logits", "    axis = -1\n    exp = np.exp(logits"),
)
softmax.wrong(
    "whole-array",
    "each row has to sum to 1, not the whole array",
    loses="softmax_by_hand softmax_along_axis softmax_is_stable",
    edit=("exp.sum(axis=axis, keepdims=True)", "exp.sum()"),
)
softmax.wrong(
    "whole-array",
    loses="softmax_by_hand softmax_along_axis softmax_is_stable",
    edit=(
        "logits.max(axis=axis, keepdims=True))\n"
        "    return exp / exp.sum(axis=axis, keepdims=True)",
        "logits.max())\n    return exp / exp.sum()",
    ),
)
softmax.wrong(
    "wrong-axis",
    "the entries of a row compete, not those of a column",
    loses="softmax_by_hand softmax_along_axis softmax_is_stable",
    edit=("    exp = np.exp(logits", "    axis = 0\n    exp = np.exp(logits"),
)
softmax.wrong(
    "not-divided",
    "divide by the sum of the exponentials",
    loses="softmax_by_hand softmax_along_axis softmax_is_stable",
    edit=("return exp / exp.sum(axis=axis, keepdims=True)", "return exp"),
)
softmax.wrong(
    "not-divided",
    loses="softmax_by_hand softmax_along_axis softmax_is_stable",
    edit=(
        "logits - logits.max(axis=axis, keepdims=True))\n"
        "    return exp / exp.sum(axis=axis, keepdims=True)\n",
        "logits)\n    return exp\n",
    ),
)
softmax.wrong(
    "no-exponential",
    "take the exponential of the logits before dividing",
    loses="softmax_by_hand softmax_along_axis softmax_is_stable",
    edit=("np.exp(logits - logits.max(axis=axis, keepdims=True))", "logits"),
)
softmax.wrong(
    "changes its input",
    loses="softmax_by_hand softmax_along_axis softmax_is_stable",
    edit=(
        "    exp = np.exp(logits",
        "    logits -= logits.max(axis=axis, keepdims=True)\n    exp = np.exp(logits",
    ),
)
softmax.wrong(
    "reads a global",
    loses="softmax_by_hand softmax_along_axis softmax_is_stable",
    edit=("np.exp(logits - logits.max(", "np.exp(rows - rows.max("),
)
softmax.wrong(
    "calls torch",
    loses="softmax_by_hand",
    edit=(
        "    exp = np.exp(logits",
        "    return torch.softmax(torch.tensor(logits), axis)\n    exp = np.exp(logits",
    ),
)

# -------------------------------------------------------------------------- log_softmax
log_softmax = exercise("log_softmax")


@log_softmax.right("log-sum-exp by logaddexp")
def _():
    def log_softmax(logits, axis=-1):
        return logits - np.logaddexp.reduce(logits, axis=axis, keepdims=True)


@log_softmax.right("in plain loops")
def _():
    def log_softmax(logits, axis=-1):
        rows = np.moveaxis(np.array(logits), axis, -1)
        for place in np.ndindex(rows.shape[:-1]):
            top, total = max(rows[place]), 0.0
            for z in rows[place]:
                total += np.exp(z - top)
            rows[place] = [z - top - np.log(total) for z in rows[place]]
        return np.moveaxis(rows, -1, axis)


log_softmax.wrong(
    "log-of-softmax",
    "a probability too small for a float is 0; never make it, subtract logarithms",
    loses="log_softmax_by_hand log_softmax_is_stable",
    edit=(
        "return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))",
        "exp = np.exp(shifted)\n"
        "    return np.log(exp / exp.sum(axis=axis, keepdims=True))",
    ),
)
log_softmax.wrong(
    "epsilon-in-log",
    "a small number inside the logarithm caps it; rewrite the formula instead",
    loses="log_softmax_by_hand log_softmax_is_stable",
    edit=(
        "return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))",
        "exp = np.exp(shifted)\n"
        "    return np.log(exp / exp.sum(axis=axis, keepdims=True) + 1e-12)",
    ),
)
log_softmax.wrong(
    "no-shift",
    "exp overflows; subtract the largest logit first",
    loses="log_softmax_is_stable",
    edit=("logits - logits.max(axis=axis, keepdims=True)", "logits"),
)
log_softmax.wrong(
    "global-max",
    "each row has its own largest logit",
    loses="log_softmax_is_stable",
    edit=("logits.max(axis=axis, keepdims=True)", "logits.max()"),
)
log_softmax.wrong(
    "axis-ignored",
    "sum along `axis`, not always along the last",
    loses="log_softmax_along_axis",
    edit=("    shifted = logits", "    axis = -1\n    shifted = logits"),
)
log_softmax.wrong(
    "one-sum-for-all",
    "each row has a sum of its own",
    loses="log_softmax_by_hand log_softmax_along_axis log_softmax_is_stable",
    edit=("np.exp(shifted).sum(axis=axis, keepdims=True)", "np.exp(shifted).sum()"),
)
log_softmax.wrong(
    "one-sum-for-all",
    loses="log_softmax_by_hand log_softmax_along_axis log_softmax_is_stable",
    edit=(
        "logits.max(axis=axis, keepdims=True)\n"
        "    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))",
        "logits.max()\n    return shifted - np.log(np.exp(shifted).sum())",
    ),
)
log_softmax.wrong(
    "sum-forgotten",
    "subtract the logarithm of the sum of the exponentials too",
    loses="log_softmax_by_hand log_softmax_along_axis log_softmax_is_stable",
    edit=(
        "return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))",
        "return shifted",
    ),
)
log_softmax.wrong(
    "shift-counted-twice",
    "shift both terms by the largest logit, or add it back to the logarithm",
    loses="log_softmax_by_hand log_softmax_along_axis log_softmax_is_stable",
    edit=("return shifted - np.log(", "return logits - np.log("),
)
log_softmax.wrong(
    "log10",
    "the natural logarithm is meant",
    loses="log_softmax_by_hand log_softmax_along_axis log_softmax_is_stable",
    edit=("np.log(np.exp", "np.log10(np.exp"),
)
log_softmax.wrong(
    "calls torch",
    loses="log_softmax_by_hand",
    edit=(
        "    shifted = logits",
        "    return torch.log_softmax(torch.tensor(logits), axis)\n"
        "    shifted = logits",
    ),
)

# -------------------------------------------------------------------------- softmax_vjp
softmax_vjp = exercise("softmax_vjp")


@softmax_vjp.right("the whole Jacobian")
def _():
    def softmax_vjp(probabilities, upstream):
        p = probabilities
        jacobian = p[..., None] * (np.eye(p.shape[-1]) - p[..., None, :])
        return np.einsum("...i,...ij->...j", upstream, jacobian)


@softmax_vjp.right("in plain loops")
def _():
    def softmax_vjp(probabilities, upstream):
        result = np.zeros(probabilities.shape)
        for place in np.ndindex(probabilities.shape[:-1]):
            p, g = probabilities[place], upstream[place]
            for j in range(len(p)):
                for i in range(len(p)):
                    slope = p[i] * (1 - p[i]) if i == j else -p[i] * p[j]
                    result[(*place, j)] += g[i] * slope
        return result


softmax_vjp.wrong(
    "elementwise-jacobian",
    "each logit moves every probability: the matrix has values off its diagonal",
    loses="softmax_vjp_by_hand softmax_vjp_of_batches",
    edit=("(upstream - mean)", "(1 - probabilities) * upstream"),
)
softmax_vjp.wrong(
    "off-diagonal-forgotten",
    "the other logits count too: subtract what -p_i p_j adds up to",
    loses="softmax_vjp_by_hand softmax_vjp_of_batches",
    edit=("(upstream - mean)", "upstream"),
)
softmax_vjp.wrong(
    "unweighted-sum",
    "in the sum each upstream value is weighted by its probability",
    loses="softmax_vjp_by_hand softmax_vjp_of_batches",
    edit=("(probabilities * upstream).sum(", "upstream.sum("),
)
softmax_vjp.wrong(
    "unweighted-mean",
    "the mean that is subtracted weighs by the probabilities",
    loses="softmax_vjp_by_hand softmax_vjp_of_batches",
    edit=("(probabilities * upstream).sum(", "upstream.mean("),
)
softmax_vjp.wrong(
    "sign-of-off-diagonal",
    "off the diagonal the Jacobian is negative: -p_i p_j",
    loses="softmax_vjp_by_hand softmax_vjp_of_batches",
    edit=("upstream - mean", "upstream + mean"),
)
softmax_vjp.wrong(
    "one-sum-for-all",
    "each row has a sum of its own",
    loses="softmax_vjp_by_hand softmax_vjp_of_batches",
    edit=(".sum(axis=-1, keepdims=True)", ".sum()"),
)
softmax_vjp.wrong(
    "sum-over-rows",
    "sum over the classes (the last axis), not over the rows",
    loses="softmax_vjp_by_hand softmax_vjp_of_batches",
    edit=(".sum(axis=-1, keepdims=True)", ".sum(axis=0, keepdims=True)"),
)
softmax_vjp.wrong(
    "one-batch-axis",
    "the classes lie along the last axis, however many come before it",
    loses="softmax_vjp_of_batches",
    edit=("axis=-1", "axis=min(1, upstream.ndim - 1)"),
)
softmax_vjp.wrong(
    "factor-forgotten",
    "each value has its own probability as a factor too",
    loses="softmax_vjp_by_hand softmax_vjp_of_batches",
    edit=("return probabilities * (upstream - mean)", "return upstream - mean"),
)
softmax_vjp.wrong(
    "upstream-ignored",
    "that is the slope alone; the chain rule weighs it by the upstream gradient",
    loses="softmax_vjp_by_hand softmax_vjp_of_batches",
    edit=("(upstream - mean)", "(1 - probabilities)"),
)
softmax_vjp.wrong(
    "one row only",
    loses="softmax_vjp_by_hand softmax_vjp_of_batches",
    edit=(
        "    mean = (prob",
        "    p = probabilities\n"
        "    return (np.diag(p) - np.outer(p, p)) @ upstream\n"
        "    mean = (prob",
    ),
)
softmax_vjp.wrong(
    "calls torch",
    loses="softmax_vjp_by_hand",
    edit=(
        "    mean = (probabilities * upstream).sum(axis=-1, keepdims=True)",
        "    p, g = torch.tensor(probabilities), torch.tensor(upstream)\n"
        "    mean = (p * g).sum(-1, keepdim=True).numpy()",
    ),
)

# --------------------------------------------------------------------------- prediction
prediction = exercise("prediction")


@prediction.right("numbers worked out on paper")
def _():
    def largest_gradient():
        return 9.095e-13

    def zeros_after_relu():
        return 0.3789

    def zeros_after_leaky_relu():
        return 0.006211


@prediction.right("counted and multiplied in plain loops")
def _():
    def largest_gradient():
        h, slope = 0.5, 1.0
        for _ in range(20):
            s = 1 / (1 + np.exp(0.5 - h))
            h, slope = s, slope * s * (1 - s)
        return slope

    def share_of_zeros(slope):
        zeros = 0
        for hundredths in range(-60, 101):
            x = hundredths / 100
            zeros += (x if x > 0 else slope * x) == 0
        return zeros / 161

    def zeros_after_relu():
        return share_of_zeros(0.0)

    def zeros_after_leaky_relu():
        return share_of_zeros(0.01)


prediction.wrong(
    "gradients-add",
    "along a chain of layers the slopes multiply; they do not add up",
    loses="prediction_by_simulation",
    edit=("0.25**20", "0.25 * 20"),
)
prediction.wrong(
    "one-layer",
    "that is what one layer leaves; there are 20",
    loses="prediction_by_simulation",
    edit=("0.25**20", "0.25"),
)
prediction.wrong(
    "slope-one",
    "even at its steepest a sigmoid has a slope below 1, and 20 of them multiply",
    loses="prediction_by_simulation",
    edit=("0.25**20", "1.0"),
)
prediction.wrong(
    "value-for-slope",
    "0.5 is the value of the sigmoid at 0; its slope there is smaller",
    loses="prediction_by_simulation",
    edit=("0.25**20", "0.5**20"),
)
prediction.wrong(
    "zero-not-counted",
    "the numbers have an exact 0 (mind the rounding), and ReLU leaves it 0",
    loses="prediction_by_simulation",
    edit=("61 / 161", "60 / 161"),
)
prediction.wrong(
    "counts-the-rest",
    "these are the outputs that stay positive; the zeros are asked",
    loses="prediction_by_simulation",
    edit=("61 / 161", "100 / 161"),
)
prediction.wrong(
    "leaky-is-sparse",
    "slope times a negative number is small, but it is not 0",
    loses="prediction_by_simulation",
    edit=("return 1 / 161", "return 61 / 161"),
)
prediction.wrong(
    "leaky-zero-not-counted",
    "the numbers have an exact 0 (mind the rounding), and 0.01 times 0 is 0",
    loses="prediction_by_simulation",
    edit=("return 1 / 161", "return 0.0"),
)
prediction.wrong(
    "count-for-share",
    "a share is asked: divide the count by 161",
    loses="prediction_by_simulation",
    edit=("61 / 161", "61"),
)
prediction.wrong(
    "count-for-share",
    loses="prediction_by_simulation",
    edit=("return 1 / 161", "return 1"),
)
