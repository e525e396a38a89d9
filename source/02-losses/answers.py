"""Known right and known wrong answers to the exercises of 02-losses.

A right answer earns every point of its exercise. A wrong one is named by its mistake,
loses exactly the tests it says, and has the sentence that a student is shown whose
answer gives the same (none where no sentence would help).
"""

import numpy as np

from autograder.authoring.bank import exercise

# A mistake that several exercises know has one sentence.
NO_MEAN = "the loss is a mean: its gradient is divided by the same number"
SUM_NOT_MEAN = "the loss is a mean: divide by the number it is taken over"
TURNED_ROUND = "the error is prediction minus target: a larger prediction makes it grow"
OTHER_ORDER = "the order is loss, gradient"
OVER_EXAMPLES = "the mean is over all elements, not over the N examples"
OVER_ALL = "the mean is over the N examples, not over all N C numbers"
MINUS_FORGOTTEN = "the logarithm of a probability is negative: the loss is minus that"
EVERY_ROW = "each example has one true class: pair each row with its own label"
INTEGERS = "labels may be integers: a gradient of their dtype loses its fractions"
EPSILON = "an epsilon in the logarithm caps the loss: a sure mistake must cost more"
LOG10 = "log is the natural logarithm, base e"
ZERO_LOG_ZERO = "0 times log 0 counts as 0; numpy makes it nan"

# -------------------------------------------------------------------------------- mse
mse = exercise("mse")


@mse.right("the dot product of the errors with themselves")
def _():
    def mse(predictions, targets):
        error = (predictions - targets).ravel()
        gradient = (error + error) / len(error)
        return error @ error / len(error), gradient.reshape(targets.shape)


@mse.right("in plain loops, as lists")
def _():
    def mse(predictions, targets):
        n, loss, gradient = predictions.size, 0.0, []
        for p, t in zip(predictions.ravel().tolist(), targets.ravel(), strict=True):
            loss += (p - t) ** 2 / n
            gradient.append(2 * (p - t) / n)
        return loss, np.array(gradient).reshape(predictions.shape).tolist()


ALL_MSE = "mse_by_hand mse_of_any_shape"
mse.wrong(
    "half",
    "the mean squared error has no factor 1/2, and its gradient has the 2",
    loses=ALL_MSE,
    edit=(
        "np.mean(error**2), 2 * error / error.size",
        "np.mean(error**2) / 2, error / error.size",
    ),
)
mse.wrong(
    "two-forgotten",
    "the derivative of a square has a factor 2",
    loses=ALL_MSE,
    edit=("2 * error / error.size", "error / error.size"),
)
mse.wrong(
    "no-mean",
    NO_MEAN,
    loses=ALL_MSE,
    edit=("2 * error / error.size", "2 * error"),
)
mse.wrong(
    "sum-not-mean",
    SUM_NOT_MEAN,
    loses=ALL_MSE,
    edit=("np.mean(error**2), 2 * error / error.size", "np.sum(error**2), 2 * error"),
)
mse.wrong(
    "mean-over-examples",
    OVER_EXAMPLES,
    loses=ALL_MSE,
    edit=("2 * error / error.size", "2 * error / len(error)"),
)
mse.wrong(
    "mean-over-examples",
    loses=ALL_MSE,
    edit=(
        "np.mean(error**2), 2 * error / error.size",
        "np.sum(error**2) / len(error), 2 * error / len(error)",
    ),
)
mse.wrong(
    "two-axes",
    "n counts all elements, however many axes there are",
    loses="mse_of_any_shape",
    edit=("/ error.size", "/ (error.shape[0] * error.shape[-1])"),
)
mse.wrong(
    "turned-round",
    TURNED_ROUND,
    loses=ALL_MSE,
    edit=("= predictions - targets", "= targets - predictions"),
)
mse.wrong(
    "root",
    "the loss is the mean square itself, without a root",
    loses=ALL_MSE,
    edit=("np.mean(error**2)", "np.sqrt(np.mean(error**2))"),
)
mse.wrong(
    "square-of-mean",
    "square each error first, then take the mean",
    loses=ALL_MSE,
    edit=("np.mean(error**2)", "np.mean(error) ** 2"),
)
mse.wrong(
    "gradient-summed",
    "the gradient has one number for each prediction: do not sum it",
    loses=ALL_MSE,
    edit=("2 * error / error.size", "2 * np.mean(error)"),
)
mse.wrong(
    "other-order",
    OTHER_ORDER,
    loses=ALL_MSE,
    edit=(
        "np.mean(error**2), 2 * error / error.size",
        "2 * error / error.size, np.mean(error**2)",
    ),
)
mse.wrong(
    "loss-only",
    loses=ALL_MSE,
    edit=("np.mean(error**2), 2 * error / error.size", "np.mean(error**2)"),
)
mse.wrong(
    "changes its input",
    loses=ALL_MSE,
    edit=(
        "    error = predictions - targets\n",
        "    predictions -= targets\n    error = predictions\n",
    ),
)

# -------------------------------------------------------------------------------- mae
mae = exercise("mae")


@mae.right("the larger minus the smaller, and comparisons")
def _():
    def mae(predictions, targets):
        larger, smaller = (
            np.maximum(predictions, targets),
            np.minimum(predictions, targets),
        )
        above = (predictions > targets).astype(int) - (predictions < targets)
        return np.mean(larger - smaller), above / above.size


@mae.right("in plain loops, as lists")
def _():
    def mae(predictions, targets):
        n, loss, gradient = predictions.size, 0.0, []
        for p, t in zip(predictions.ravel().tolist(), targets.ravel(), strict=True):
            if p > t:
                loss += (p - t) / n
                gradient.append(1 / n)
            elif p < t:
                loss += (t - p) / n
                gradient.append(-1 / n)
            else:
                gradient.append(0.0)
        return loss, np.array(gradient).reshape(predictions.shape).tolist()


ALL_MAE = "mae_by_hand mae_of_any_shape"
mae.wrong(
    "mean-error",
    "take absolute values first: errors of both signs would cancel",
    loses=ALL_MAE,
    edit=("np.mean(np.abs(error))", "np.mean(error)"),
)
mae.wrong(
    "mean-error",
    loses=ALL_MAE,
    edit=("np.mean(np.abs(error))", "np.abs(np.mean(error))"),
)
mae.wrong(
    "slope-of-square",
    "the slope of |e| is only its sign, however large e is",
    loses=ALL_MAE,
    edit=("np.sign(error)", "2 * error"),
)
mae.wrong(
    "slope-of-square",
    loses=ALL_MAE,
    edit=("np.sign(error)", "error"),
)
mae.wrong(
    "slope-positive",
    "left of the target the loss falls: the slope is negative there",
    loses=ALL_MAE,
    edit=("np.sign(error)", "np.abs(np.sign(error))"),
)
mae.wrong(
    "no-mean",
    NO_MEAN,
    loses=ALL_MAE,
    edit=("np.sign(error) / error.size", "np.sign(error)"),
)
mae.wrong(
    "sum-not-mean",
    SUM_NOT_MEAN,
    loses=ALL_MAE,
    edit=(
        "np.mean(np.abs(error)), np.sign(error) / error.size",
        "np.sum(np.abs(error)), np.sign(error)",
    ),
)
mae.wrong(
    "mean-over-examples",
    OVER_EXAMPLES,
    loses=ALL_MAE,
    edit=("/ error.size", "/ len(error)"),
)
mae.wrong(
    "mean-over-examples",
    loses=ALL_MAE,
    edit=(
        "np.mean(np.abs(error)), np.sign(error) / error.size",
        "np.sum(np.abs(error)) / len(error), np.sign(error) / len(error)",
    ),
)
mae.wrong(
    "turned-round",
    TURNED_ROUND,
    loses=ALL_MAE,
    edit=("= predictions - targets", "= targets - predictions"),
)
mae.wrong(
    "median-error",
    "the loss is the mean of the absolute errors; the median is what it asks for",
    loses=ALL_MAE,
    edit=("np.mean(np.abs(error))", "np.median(np.abs(error))"),
)
mae.wrong(
    "slope-at-zero",
    "where the error is 0, the slope is 0",
    loses="mae_of_any_shape",
    edit=("np.sign(error)", "np.where(error >= 0, 1, -1)"),
)
mae.wrong(
    "slope-at-zero",
    loses="mae_of_any_shape",
    edit=("np.sign(error)", "np.where(error > 0, 1, -1)"),
)
mae.wrong(
    "slope-at-zero",
    loses="mae_of_any_shape",
    edit=("np.sign(error)", "error / np.abs(error)"),
)
mae.wrong(
    "other-order",
    OTHER_ORDER,
    loses=ALL_MAE,
    edit=(
        "np.mean(np.abs(error)), np.sign(error) / error.size",
        "np.sign(error) / error.size, np.mean(np.abs(error))",
    ),
)

# ----------------------------------------------------------------------- cross_entropy
cross = exercise("cross_entropy")


@cross.right("in double precision: logaddexp, labels as one-hot rows")
def _():
    def cross_entropy(logits, labels):
        logits = logits.astype(np.float64)
        one_hot = np.eye(logits.shape[1])[labels]
        log_sum = np.logaddexp.reduce(logits, axis=1)
        loss = np.mean(log_sum - (one_hot * logits).sum(axis=1))
        probabilities = np.exp(logits - log_sum[:, None])
        return loss, (probabilities - one_hot) / logits.shape[0]


@cross.right("in plain loops, as lists")
def _():
    import math

    def cross_entropy(logits, labels):
        n, loss, gradient = len(labels), 0.0, []
        for row, label in zip(logits.tolist(), labels, strict=True):
            largest = max(row)
            powers = [math.exp(z - largest) for z in row]
            total = sum(powers)
            loss += (largest + math.log(total) - row[label]) / n
            slopes = [power / total / n for power in powers]
            slopes[label] -= 1 / n
            gradient.append(slopes)
        return loss, gradient


ALL_CROSS = "cross_entropy_by_hand cross_entropy_of_batches cross_entropy_is_stable"
UNSTABLE = "cross_entropy_by_hand cross_entropy_is_stable"
LOSS = "-log_p[rows, labels].mean()"
LOG_P = "log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))"
cross.wrong(
    "log-of-softmax",
    "the probability is rounded to 0: take its logarithm on paper first",
    loses=UNSTABLE,
    edit=(
        LOG_P,
        "exp = np.exp(shifted)\n"
        "    log_p = np.log(exp / exp.sum(axis=1, keepdims=True))",
    ),
)
cross.wrong(
    "epsilon-in-log",
    EPSILON,
    loses=UNSTABLE,
    edit=(
        LOG_P,
        "exp = np.exp(shifted)\n"
        "    log_p = np.log(exp / exp.sum(axis=1, keepdims=True) + 1e-12)",
    ),
)
cross.wrong(
    "epsilon-in-log",
    loses=UNSTABLE,
    edit=(
        LOSS,
        "-np.log(np.exp(log_p[rows, labels]) + 1e-12).mean()",
    ),
)
cross.wrong(
    "no-shift",
    "e^1000 does not fit into a float: subtract each row's largest logit first",
    loses="cross_entropy_is_stable",
    edit=("logits - logits.max(axis=1, keepdims=True)", "logits"),
)
cross.wrong(
    "global-max",
    "each example has its own largest logit: one for all leaves other rows 0",
    loses="cross_entropy_is_stable",
    edit=("logits.max(axis=1, keepdims=True)", "logits.max()"),
)
cross.wrong(
    "largest-added-late",
    "beside a large logit small numbers lose digits: subtract it before you add",
    loses="cross_entropy_is_stable",
    edit=(
        LOSS,
        "np.mean(logits.max(axis=1) + np.log(np.exp(shifted).sum(axis=1))"
        " - logits[rows, labels])",
    ),
)
cross.wrong(
    "largest-added-late",
    loses="cross_entropy_is_stable",
    edit=(
        LOG_P,
        "log_p = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)",
    ),
)
cross.wrong(
    "no-mean",
    NO_MEAN,
    loses=ALL_CROSS,
    edit=("gradient / len(rows)", "gradient"),
)
cross.wrong(
    "sum-not-mean",
    SUM_NOT_MEAN,
    loses=ALL_CROSS,
    edit=(
        "-log_p[rows, labels].mean(), gradient / len(rows)",
        "-log_p[rows, labels].sum(), gradient",
    ),
)
cross.wrong(
    "mean-over-all",
    OVER_ALL,
    loses=ALL_CROSS,
    edit=(
        "-log_p[rows, labels].mean(), gradient / len(rows)",
        "-log_p[rows, labels].sum() / logits.size, gradient / logits.size",
    ),
)
cross.wrong(
    "mean-over-all",
    loses=ALL_CROSS,
    edit=("gradient / len(rows)", "gradient / logits.size"),
)
cross.wrong(
    "mean-over-all",
    loses=ALL_CROSS,
    edit=(LOSS, "-log_p[rows, labels].sum() / logits.size"),
)
cross.wrong(
    "softmax-twice",
    "the loss takes the logits as they come: its softmax is the only one",
    loses=ALL_CROSS,
    edit=(
        "    shifted = logits - logits.max(axis=1, keepdims=True)\n",
        "    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))\n"
        "    shifted = shifted / shifted.sum(axis=1, keepdims=True)\n",
    ),
)
cross.wrong(
    "wrong-axis",
    "the classes of one example compete: softmax is along axis 1",
    loses=ALL_CROSS,
    edit=(
        "shifted = logits - logits.max(axis=1, keepdims=True)\n"
        "    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))",
        "shifted = logits - logits.max(axis=0, keepdims=True)\n"
        "    log_p = shifted - np.log(np.exp(shifted).sum(axis=0, keepdims=True))",
    ),
)
cross.wrong(
    "whole-array",
    "each example has a sum of its own: its probabilities sum to 1",
    loses=ALL_CROSS,
    edit=("np.exp(shifted).sum(axis=1, keepdims=True)", "np.exp(shifted).sum()"),
)
cross.wrong(
    "minus-forgotten",
    MINUS_FORGOTTEN,
    loses=ALL_CROSS,
    edit=(LOSS, "log_p[rows, labels].mean()"),
)
cross.wrong(
    "log10",
    LOG10,
    loses=ALL_CROSS,
    edit=(LOSS, "-log_p[rows, labels].mean() / np.log(10)"),
)
cross.wrong(
    "every-class-counts",
    "only the true class's probability enters the loss",
    loses=ALL_CROSS,
    edit=(LOSS, "-log_p.sum(axis=1).mean()"),
)
cross.wrong(
    "truth-forgotten",
    "the gradient is probability minus truth: subtract 1 at the true class",
    loses=ALL_CROSS,
    edit=("    gradient[rows, labels] -= 1\n", ""),
)
cross.wrong(
    "every-row",
    EVERY_ROW,
    loses=ALL_CROSS,
    edit=("gradient[rows, labels] -= 1", "gradient[:, labels] -= 1"),
)
cross.wrong(
    "every-row",
    loses=ALL_CROSS,
    edit=(LOSS, "-log_p[:, labels].mean()"),
)
cross.wrong(
    "every-row",
    loses=ALL_CROSS,
    edit=(LOSS, "-log_p[:, labels].sum() / len(rows)"),
)
cross.wrong(
    "gradient-turned-round",
    "the gradient is probability minus truth, not truth minus probability",
    loses=ALL_CROSS,
    edit=("gradient / len(rows)", "-gradient / len(rows)"),
)
cross.wrong(
    "one-hot-too-narrow",
    "there may be classes that no label names: the logits tell how many",
    loses="cross_entropy_of_batches",
    edit=(
        "    gradient[rows, labels] -= 1\n",
        "    gradient = gradient - np.eye(labels.max() + 1)[labels]\n",
    ),
)
cross.wrong(
    "other-order",
    OTHER_ORDER,
    loses=ALL_CROSS,
    edit=(
        "-log_p[rows, labels].mean(), gradient / len(rows)",
        "gradient / len(rows), -log_p[rows, labels].mean()",
    ),
)
cross.wrong(
    "changes its input",
    loses=ALL_CROSS,
    edit=(
        "    shifted = logits - logits.max(axis=1, keepdims=True)\n",
        "    logits -= logits.max(axis=1, keepdims=True)\n    shifted = logits\n",
    ),
)

# ---------------------------------------------------------------------------- log_loss
log_loss = exercise("log_loss")


@log_loss.right("logarithms first, then one of each row")
def _():
    def log_loss(probabilities, labels):
        with np.errstate(divide="ignore"):
            logs = -np.log2(probabilities) * np.log(2)
        return np.mean(np.take_along_axis(logs, labels[:, None], axis=1))


@log_loss.right("in plain loops")
def _():
    import math

    def log_loss(probabilities, labels):
        total = 0.0
        for row, label in zip(probabilities.tolist(), labels, strict=True):
            total -= math.log(row[label]) if row[label] > 0 else -math.inf
        return total / len(labels)


ALL_LOG = "log_loss_by_hand log_loss_everywhere"
TRUE = "probabilities[np.arange(len(labels)), labels]"
RETURN_LOG = f"return -np.log({TRUE}).mean()"
log_loss.wrong(
    "log-loss-is-other",
    "log loss is cross-entropy: -log of the probability that the truth got",
    loses=ALL_LOG,
    edit=(RETURN_LOG, f"return np.log(1 - {TRUE}).mean()"),
)
log_loss.wrong(
    "log-loss-is-other",
    loses=ALL_LOG,
    edit=(RETURN_LOG, f"return -np.log(1 - {TRUE}).mean()"),
)
log_loss.wrong(
    "log-loss-is-other",
    loses=ALL_LOG,
    edit=(RETURN_LOG, f"return np.log(1 + (1 - {TRUE})).mean()"),
)
log_loss.wrong(
    "log-loss-is-other",
    loses=ALL_LOG,
    edit=(
        RETURN_LOG,
        "one_hot = np.eye(probabilities.shape[1])[labels]\n"
        "    return np.log(np.abs(one_hot - probabilities)).sum(axis=1).mean()",
    ),
)
log_loss.wrong(
    "log-loss-is-other",
    loses=ALL_LOG,
    edit=(
        RETURN_LOG,
        "one_hot = np.eye(probabilities.shape[1])[labels]\n"
        "    return np.log(np.abs(one_hot - probabilities)).mean()",
    ),
)
log_loss.wrong(
    "epsilon-in-log",
    EPSILON,
    loses=ALL_LOG,
    edit=(TRUE, f"{TRUE} + 1e-12"),
)
for epsilon in ("1e-15", "1e-10", "1e-9", "1e-8", "1e-7", "1e-6"):
    log_loss.wrong(
        "epsilon-in-log",
        loses=ALL_LOG,
        edit=(TRUE, f"{TRUE} + {epsilon}"),
    )
    log_loss.wrong(
        "epsilon-in-log",
        loses=ALL_LOG,
        edit=(TRUE, f"{TRUE}.clip({epsilon}, 1 - {epsilon})"),
    )
log_loss.wrong(
    "log10",
    LOG10,
    loses=ALL_LOG,
    edit=("np.log(", "np.log10("),
)
log_loss.wrong(
    "log2",
    "log is the natural logarithm: nats, not bits",
    loses=ALL_LOG,
    edit=("np.log(", "np.log2("),
)
log_loss.wrong(
    "minus-forgotten",
    MINUS_FORGOTTEN,
    loses=ALL_LOG,
    edit=("-np.log", "np.log"),
)
log_loss.wrong(
    "sum-not-mean",
    SUM_NOT_MEAN,
    loses=ALL_LOG,
    edit=(".mean()", ".sum()"),
)
log_loss.wrong(
    "mean-over-all",
    OVER_ALL,
    loses=ALL_LOG,
    edit=(".mean()", ".sum() / probabilities.size"),
)
log_loss.wrong(
    "every-row",
    EVERY_ROW,
    loses=ALL_LOG,
    edit=(TRUE, "probabilities[:, labels]"),
)
log_loss.wrong(
    "every-row",
    loses=ALL_LOG,
    edit=(RETURN_LOG, "return -np.log(probabilities[:, labels]).sum() / len(labels)"),
)
log_loss.wrong(
    "log-of-mean",
    "take the logarithm of each probability first, then the mean",
    loses=ALL_LOG,
    edit=(RETURN_LOG, f"return -np.log({TRUE}.mean())"),
)
log_loss.wrong(
    "every-class-counts",
    "only the true class's probability enters the loss",
    loses=ALL_LOG,
    edit=(
        RETURN_LOG,
        "one_hot = np.eye(probabilities.shape[1])[labels]\n"
        "    logs = np.log(np.abs(1 - one_hot - probabilities))\n"
        "    return -logs.sum(axis=1).mean()",
    ),
)
log_loss.wrong(
    "softmax-of-probabilities",
    "these are probabilities already: no softmax here",
    loses=ALL_LOG,
    edit=(
        RETURN_LOG,
        "exp = np.exp(probabilities)\n"
        "    probabilities = exp / exp.sum(axis=1, keepdims=True)\n"
        f"    {RETURN_LOG}",
    ),
)
log_loss.wrong(
    "zero-log-zero",
    ZERO_LOG_ZERO,
    loses="log_loss_everywhere",
    edit=(
        RETURN_LOG,
        "one_hot = np.eye(probabilities.shape[1])[labels]\n"
        "    return -(one_hot * np.log(probabilities)).sum(axis=1).mean()",
    ),
)

# --------------------------------------------------- binary_cross_entropy_with_logits
binary = exercise("binary_cross_entropy_with_logits")


@binary.right("two logarithms by logaddexp, the sigmoid by tanh")
def _():
    def binary_cross_entropy_with_logits(logits, labels):
        right, wrong = np.logaddexp(0, -logits), np.logaddexp(0, logits)
        losses = labels * right + (1 - labels) * wrong
        return np.mean(losses), ((1 + np.tanh(logits / 2)) / 2 - labels) / logits.size


@binary.right("in plain loops, as lists")
def _():
    import math

    def binary_cross_entropy_with_logits(logits, labels):
        n, loss, gradient = len(logits), 0.0, []
        for z, y in zip(logits.tolist(), labels.tolist(), strict=True):
            if z >= 0:
                log_right = -math.log1p(math.exp(-z))
                log_wrong = log_right - z
                share = 1 / (1 + math.exp(-z))
            else:
                log_wrong = -math.log1p(math.exp(z))
                log_right = log_wrong + z
                share = math.exp(z) / (1 + math.exp(z))
            loss -= (y * log_right + (1 - y) * log_wrong) / n
            gradient.append((share - y) / n)
        return loss, gradient


ALL_BINARY = (
    "binary_cross_entropy_by_hand binary_cross_entropy_soft_labels"
    " binary_cross_entropy_is_stable"
)
NAIVE = "binary_cross_entropy_by_hand binary_cross_entropy_is_stable"
LOSSES = "np.maximum(logits, 0) - labels * logits + np.log1p(small)"
binary.wrong(
    "naive-bce",
    "a sigmoid is rounded to 0 or 1: make no probability before its logarithm",
    loses=NAIVE,
    edit=(
        f"losses = {LOSSES}",
        "s = 1 / (1 + np.exp(-logits))\n"
        "    losses = -labels * np.log(s) - (1 - labels) * np.log(1 - s)",
    ),
)
binary.wrong(
    "epsilon-in-log",
    EPSILON,
    loses=NAIVE,
    edit=(
        f"losses = {LOSSES}",
        "s = 1 / (1 + np.exp(-logits))\n"
        "    right, wrong = np.log(s + 1e-12), np.log(1 - s + 1e-12)\n"
        "    losses = -labels * right - (1 - labels) * wrong",
    ),
)
binary.wrong(
    "exp-overflows",
    "e^z overflows for z = 1000 and e^-z for z = -1000: use e^-|z|",
    loses="binary_cross_entropy_is_stable",
    edit=(
        LOSSES,
        "(1 - labels) * logits + np.log(1 + np.exp(-logits))",
    ),
)
binary.wrong(
    "exp-overflows",
    loses="binary_cross_entropy_is_stable",
    edit=(LOSSES, "np.log(1 + np.exp(logits)) - labels * logits"),
)
binary.wrong(
    "exp-overflows",
    loses="binary_cross_entropy_is_stable",
    edit=(
        LOSSES,
        "labels * np.log(1 + np.exp(-logits))"
        " + (1 - labels) * np.log(1 + np.exp(logits))",
    ),
)
binary.wrong(
    "sigmoid-overflows",
    "for large z the fraction e^z / (1 + e^z) is nan: use 1 / (1 + e^-z) there",
    loses="binary_cross_entropy_is_stable",
    edit=(
        "np.where(logits > 0, 1, small) / (1 + small)",
        "np.exp(logits) / (1 + np.exp(logits))",
    ),
)
binary.wrong(
    "hard-labels",
    "a label may lie between 0 and 1: it weighs both logarithms",
    loses="binary_cross_entropy_soft_labels",
    edit=("labels * logits", "np.where(labels == 1, logits, 0)"),
)
binary.wrong(
    "hard-labels",
    loses="binary_cross_entropy_soft_labels",
    edit=(
        "    small = np.exp",
        "    labels = np.round(labels)\n    small = np.exp",
    ),
)
binary.wrong(
    "no-mean",
    NO_MEAN,
    loses=ALL_BINARY,
    edit=("(probabilities - labels) / len(labels)", "probabilities - labels"),
)
binary.wrong(
    "sum-not-mean",
    SUM_NOT_MEAN,
    loses=ALL_BINARY,
    edit=(
        "losses.mean(), (probabilities - labels) / len(labels)",
        "losses.sum(), probabilities - labels",
    ),
)
binary.wrong(
    "positives-only",
    "label 0 costs too: 1 - y weighs the logarithm of 1 - sigmoid",
    loses=ALL_BINARY,
    edit=(LOSSES, "labels * (np.maximum(-logits, 0) + np.log1p(small))"),
)
binary.wrong(
    "labels-swapped",
    "y weighs the logarithm of the sigmoid, 1 - y that of the rest",
    loses=ALL_BINARY,
    edit=("labels * logits", "(1 - labels) * logits"),
)
binary.wrong(
    "minus-forgotten",
    MINUS_FORGOTTEN,
    loses=ALL_BINARY,
    edit=("losses.mean()", "-losses.mean()"),
)
binary.wrong(
    "gradient-at-probability",
    "the gradient is that of the logits, not of the probabilities",
    loses=ALL_BINARY,
    edit=(
        "(probabilities - labels) / len",
        "(probabilities - labels) / (probabilities * (1 - probabilities)) / len",
    ),
)
binary.wrong(
    "slope-of-sigmoid",
    "the slope of the sigmoid cancels: the gradient is (sigmoid - label) / N",
    loses=ALL_BINARY,
    edit=(
        "(probabilities - labels) / len",
        "(probabilities - labels) * probabilities * (1 - probabilities) / len",
    ),
)
binary.wrong(
    "gradient-turned-round",
    "the gradient is probability minus truth, not truth minus probability",
    loses=ALL_BINARY,
    edit=("probabilities - labels", "labels - probabilities"),
)
binary.wrong(
    "logit-minus-label",
    "the gradient has the sigmoid of the logit, not the logit",
    loses=ALL_BINARY,
    edit=("probabilities - labels", "logits - labels"),
)
binary.wrong(
    "integer-gradient",
    INTEGERS,
    loses="binary_cross_entropy_is_stable",
    edit=(
        "return losses.mean(), (probabilities - labels) / len(labels)",
        "gradient = np.zeros_like(labels)\n"
        "    gradient[:] = probabilities - labels\n"
        "    return losses.mean(), gradient / len(labels)",
    ),
)
binary.wrong(
    "other-order",
    OTHER_ORDER,
    loses=ALL_BINARY,
    edit=(
        "losses.mean(), (probabilities - labels) / len(labels)",
        "(probabilities - labels) / len(labels), losses.mean()",
    ),
)
binary.equivalent("swap-arguments-b082ba", because="np.maximum does not mind the order")
binary.equivalent("compare-fef9d5", because="at 0 both branches give 1")

# ------------------------------------------------------------------------------- hinge
hinge = exercise("hinge")


@hinge.right("only the examples inside the margin are touched")
def _():
    def hinge(scores, y):
        inside = np.flatnonzero(y * scores < 1)
        gradient = np.zeros(scores.shape)
        gradient[inside] = -1.0 / y.size * y[inside]
        return (len(inside) - y[inside] @ scores[inside]) / y.size, gradient


@hinge.right("in plain loops, as lists")
def _():
    def hinge(scores, y):
        n, loss, gradient = len(y), 0.0, []
        for score, label in zip(scores.tolist(), y.tolist(), strict=True):
            missing = 1 - score if label > 0 else 1 + score
            loss += missing / n if missing > 0 else 0
            gradient.append((-1 if label > 0 else 1) / n if missing > 0 else 0.0)
        return loss, gradient


ALL_HINGE = "hinge_by_hand hinge_of_batches hinge_at_the_margin"
HINGE_RESULT = "losses.mean(), np.where(losses > 0, -y, 0) / len(y)"
hinge.wrong(
    "plain-difference",
    "the hinge looks at y times the score, not at their difference",
    loses=ALL_HINGE,
    edit=("np.maximum(0, 1 - y * scores)", "np.maximum(0, y - scores)"),
)
hinge.wrong(
    "plain-difference",
    loses=ALL_HINGE,
    edit=("np.maximum(0, 1 - y * scores)", "np.abs(y - scores)"),
)
hinge.wrong(
    "plain-difference",
    loses=ALL_HINGE,
    edit=("np.maximum(0, 1 - y * scores)", "np.maximum(0, 1 - (y - scores))"),
)
hinge.wrong(
    "margin-ignored",
    "the right side is not enough: a margin below 1 costs",
    loses=ALL_HINGE,
    edit=("1 - y * scores", "-y * scores"),
)
hinge.wrong(
    "margin-ignored",
    loses=ALL_HINGE,
    edit=("np.where(losses > 0, -y, 0)", "np.where(y * scores < 0, -y, 0)"),
)
hinge.wrong(
    "not-clipped",
    "beyond the margin the loss is 0, not negative",
    loses=ALL_HINGE,
    edit=("np.maximum(0, 1 - y * scores)", "1 - y * scores"),
)
hinge.wrong(
    "slope-everywhere",
    "beyond the margin the loss is flat: its slope there is 0",
    loses=ALL_HINGE,
    edit=("np.where(losses > 0, -y, 0)", "-y"),
)
hinge.wrong(
    "slope-without-label",
    "the slope along the score is -y: it has the sign of the label in it",
    loses=ALL_HINGE,
    edit=("np.where(losses > 0, -y, 0)", "np.where(losses > 0, -1, 0)"),
)
hinge.wrong(
    "slope-of-margin",
    "a larger margin lowers the loss: the slope is -y, not y",
    loses=ALL_HINGE,
    edit=("np.where(losses > 0, -y, 0)", "np.where(losses > 0, y, 0)"),
)
hinge.wrong(
    "squared",
    "the missing margin is not squared",
    loses=ALL_HINGE,
    edit=("losses.mean()", "np.mean(losses**2)"),
)
hinge.wrong(
    "slope-at-the-margin",
    "at a margin of exactly 1 the slope is 0",
    loses="hinge_at_the_margin",
    edit=("np.where(losses > 0, -y, 0)", "np.where(y * scores <= 1, -y, 0)"),
)
hinge.wrong(
    "integer-gradient",
    INTEGERS,
    loses="hinge_of_batches",
    edit=(
        f"return {HINGE_RESULT}",
        "gradient = np.zeros_like(y)\n"
        "    gradient[losses > 0] = -y[losses > 0] / len(y)\n"
        "    return losses.mean(), gradient",
    ),
)
hinge.wrong(
    "no-mean",
    NO_MEAN,
    loses=ALL_HINGE,
    edit=("np.where(losses > 0, -y, 0) / len(y)", "np.where(losses > 0, -y, 0)"),
)
hinge.wrong(
    "sum-not-mean",
    SUM_NOT_MEAN,
    loses=ALL_HINGE,
    edit=(HINGE_RESULT, "losses.sum(), np.where(losses > 0, -y, 0)"),
)
hinge.wrong(
    "mean-of-the-costly",
    "the mean is over all N examples, also those that cost nothing",
    loses=ALL_HINGE,
    edit=(
        HINGE_RESULT,
        "losses[losses > 0].mean(), np.where(losses > 0, -y, 0) / (losses > 0).sum()",
    ),
)
hinge.wrong(
    "other-order",
    OTHER_ORDER,
    loses=ALL_HINGE,
    edit=(HINGE_RESULT, "np.where(losses > 0, -y, 0) / len(y), losses.mean()"),
)
hinge.equivalent("swap-arguments-58c059", because="np.maximum does not mind the order")

# -------------------------------------------------------------------- multiclass_hinge
multiclass = exercise("multiclass_hinge")


@multiclass.right("the true class counted, and its 1 taken off")
def _():
    def multiclass_hinge(scores, labels):
        true = np.take_along_axis(scores, labels[:, None], axis=1)
        return np.clip(scores - true + 1, 0, None).sum() / len(labels) - 1


@multiclass.right("in plain loops")
def _():
    def multiclass_hinge(scores, labels):
        total = 0.0
        for row, label in zip(scores, labels, strict=True):
            for c in range(len(row)):
                if c != label and row[c] - row[label] + 1 > 0:
                    total += row[c] - row[label] + 1
        return total / len(scores)


ALL_MULTI = "multiclass_hinge_by_hand multiclass_hinge_of_batches"
multiclass.wrong(
    "true-class-counted",
    "leave the true class out: against itself it would cost 1",
    loses=ALL_MULTI,
    edit=("    costs[rows, labels] = 0\n", ""),
)
multiclass.wrong(
    "worst-only",
    "every wrong class that comes too close costs, not only the worst",
    loses=ALL_MULTI,
    edit=("costs.sum(axis=1)", "costs.max(axis=1)"),
)
multiclass.wrong(
    "mean-over-all",
    OVER_ALL,
    loses=ALL_MULTI,
    edit=("costs.sum(axis=1).mean()", "costs.mean()"),
)
multiclass.wrong(
    "mean-over-wrong",
    "the costs of the wrong classes are summed, not averaged",
    loses=ALL_MULTI,
    edit=(".mean()", ".mean() / (scores.shape[1] - 1)"),
)
multiclass.wrong(
    "sum-not-mean",
    SUM_NOT_MEAN,
    loses=ALL_MULTI,
    edit=(".mean()", ".sum()"),
)
multiclass.wrong(
    "margin-ignored",
    "the right side is not enough: a margin below 1 costs",
    loses=ALL_MULTI,
    edit=("true[:, None] + 1)", "true[:, None])"),
)
multiclass.wrong(
    "not-clipped",
    "beyond the margin the loss is 0, not negative",
    loses=ALL_MULTI,
    edit=(
        "np.maximum(0, scores - true[:, None] + 1)",
        "scores - true[:, None] + 1",
    ),
)
multiclass.wrong(
    "wrong-minus-true",
    "a wrong class costs by what it has, less the true class, plus 1",
    loses=ALL_MULTI,
    edit=("scores - true[:, None]", "true[:, None] - scores"),
)
multiclass.wrong(
    "clipped-late",
    "clip the cost of each wrong class, not that of the whole example",
    loses=ALL_MULTI,
    edit=(
        "    costs = np.maximum(0, scores - true[:, None] + 1)\n"
        "    costs[rows, labels] = 0\n"
        "    return costs.sum(axis=1).mean()",
        "    costs = scores - true[:, None] + 1\n"
        "    costs[rows, labels] = 0\n"
        "    return np.maximum(0, costs.sum(axis=1)).mean()",
    ),
)
multiclass.wrong(
    "not-a-column",
    "one true score for each row: a column of shape (N, 1) fits beside (N, C)",
    loses=ALL_MULTI,
    edit=("true[:, None]", "true"),
)
multiclass.wrong(
    "not-a-column",
    loses=ALL_MULTI,
    edit=("scores - true[:, None]", "scores - scores[:, labels]"),
)
multiclass.wrong(
    "ties-left-out",
    "a wrong class with the true one's score costs 1: leave out by index",
    loses="multiclass_hinge_of_batches",
    edit=("costs[rows, labels] = 0", "costs[scores == true[:, None]] = 0"),
)
multiclass.equivalent(
    "swap-arguments-a87066", because="np.maximum does not mind the order"
)

# ----------------------------------------------------------------------- kl_divergence
kl = exercise("kl_divergence")


@kl.right("cross-entropy minus entropy, with 0 in place of 0 log 0")
def _():
    def kl_divergence(p, q):
        def mean_log(of):
            with np.errstate(divide="ignore", invalid="ignore"):
                return np.where(p > 0, p * np.log(of), 0).sum(axis=-1).mean()

        return mean_log(p) - mean_log(q)


@kl.right("in plain loops")
def _():
    import math

    def kl_divergence(p, q):
        total = 0.0
        for first, second in zip(p.tolist(), q.tolist(), strict=True):
            for a, b in zip(first, second, strict=True):
                if a > 0:
                    total += a * math.log(a / b) if b > 0 else math.inf
        return total / len(p)


ALL_KL = "kl_divergence_by_hand kl_divergence_with_zeros"
TERMS = "p[some] * (np.log(p[some]) - np.log(q[some]))"
kl.wrong(
    "reversed-kl",
    "KL(p || q) is weighted by p; yours is KL(q || p)",
    loses=ALL_KL,
    edit=("    some = p > 0\n", "    p, q = q, p\n    some = p > 0\n"),
)
kl.wrong(
    "weighed-by-q",
    "the logarithms are weighted by p, the first distribution",
    loses=ALL_KL,
    edit=(TERMS, "q[some] * (np.log(p[some]) - np.log(q[some]))"),
)
kl.wrong(
    "ratio-turned-round",
    "the ratio is p / q, not q / p: the divergence is never negative",
    loses=ALL_KL,
    edit=("np.log(p[some]) - np.log(q[some])", "np.log(q[some]) - np.log(p[some])"),
)
kl.wrong(
    "cross-entropy-only",
    "this is the cross-entropy: KL is 0 where p and q are the same",
    loses=ALL_KL,
    edit=("(np.log(p[some]) - np.log(q[some]))", "-np.log(q[some])"),
)
kl.wrong(
    "weights-forgotten",
    "each logarithm counts with the weight p",
    loses=ALL_KL,
    edit=(TERMS, "np.log(p[some]) - np.log(q[some])"),
)
kl.wrong(
    "absolute-terms",
    "single terms may be negative: only their sum never is",
    loses=ALL_KL,
    edit=(TERMS, "p[some] * np.abs(np.log(p[some]) - np.log(q[some]))"),
)
kl.wrong(
    "sum-not-mean",
    SUM_NOT_MEAN,
    loses=ALL_KL,
    edit=("terms.sum(axis=1).mean()", "terms.sum()"),
)
kl.wrong(
    "mean-over-all",
    OVER_ALL,
    loses=ALL_KL,
    edit=("terms.sum(axis=1).mean()", "terms.mean()"),
)
kl.wrong(
    "log2",
    "log is the natural logarithm: nats, not bits",
    loses=ALL_KL,
    edit=("(np.log(p[some]) - np.log(q[some]))", "np.log2(p[some] / q[some])"),
)
kl.wrong(
    "zero-log-zero",
    ZERO_LOG_ZERO,
    loses="kl_divergence_with_zeros",
    edit=("some = p > 0", "some = p >= 0"),
)
kl.wrong(
    "impossible-skipped",
    "where p > 0 and q = 0 the divergence is infinite",
    loses="kl_divergence_with_zeros",
    edit=("some = p > 0", "some = (p > 0) & (q > 0)"),
)
kl.wrong(
    "epsilon-in-log",
    EPSILON,
    loses="kl_divergence_with_zeros",
    edit=("np.log(q[some])", "np.log(q[some] + 1e-12)"),
)
