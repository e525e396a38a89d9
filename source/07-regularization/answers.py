"""Known right and known wrong answers to the exercises of 07-regularization.

A right answer earns every point of its exercise. A wrong one is named by its mistake,
loses exactly the tests it says, and has the sentence that a student is shown whose
answer gives the same (none where no sentence would help).
"""

import numpy as np

from autograder.authoring.bank import exercise

# ------------------------------------------------------------------ generalization_gap
gap = exercise("generalization_gap")


@gap.right("the names in a table")
def _():
    def generalization_gap(train_loss, validation_loss, good_loss, small_gap):
        difference = float(np.diff([train_loss, validation_loss])[0])
        if train_loss <= good_loss:
            names = {True: "overfits", False: "fits"}
            return [difference, names[difference > small_gap]]
        return [difference, "underfits"]


@gap.right("what fits, first")
def _():
    def generalization_gap(train_loss, validation_loss, good_loss, small_gap):
        diagnosis = "underfits"
        if not train_loss > good_loss:
            diagnosis = "fits"
            if validation_loss - train_loss > small_gap:
                diagnosis = "overfits"
        return -(train_loss - validation_loss), diagnosis


ALL_GAP = "generalization_gap_by_hand generalization_gap_at_the_limits"
gap.wrong(
    "train-error-high",
    "a high training loss means underfitting; overfitting has a low one",
    loses=ALL_GAP,
    edit=(
        'return gap, "underfits"\n    if gap > small_gap:\n'
        '        return gap, "overfits"',
        'return gap, "overfits"\n    if gap > small_gap:\n'
        '        return gap, "underfits"',
    ),
)
gap.wrong(
    "train-error-high",
    loses=ALL_GAP,
    edit=('return gap, "underfits"', 'return gap, "overfits"'),
)
gap.wrong(
    "low-loss-is-good",
    "a low training loss alone says nothing: look at the gap too",
    loses=ALL_GAP,
    edit=("if gap > small_gap:", "if train_loss > good_loss and gap > small_gap:"),
)
gap.wrong(
    "gap-first",
    "the training loss decides first: if it is high, the network underfits",
    loses=ALL_GAP,
    edit=(
        'if train_loss > good_loss:\n        return gap, "underfits"\n'
        '    if gap > small_gap:\n        return gap, "overfits"',
        'if gap > small_gap:\n        return gap, "overfits"\n'
        '    if train_loss > good_loss:\n        return gap, "underfits"',
    ),
)
gap.wrong(
    "validation-decides",
    "the gap tells overfitting, not the validation loss by itself",
    loses=ALL_GAP,
    edit=("if gap > small_gap", "if validation_loss > good_loss"),
)
gap.wrong(
    "validation-underfits",
    "underfitting shows in the training loss, not in the validation loss",
    loses=ALL_GAP,
    edit=("if train_loss > good_loss", "if validation_loss > good_loss"),
)
gap.wrong(
    "reversed-gap",
    "the gap is validation loss minus training loss",
    loses=ALL_GAP,
    edit=("validation_loss - train_loss", "train_loss - validation_loss"),
)
gap.wrong(
    "ratio",
    "the gap is a difference, not a ratio",
    loses=ALL_GAP,
    edit=(
        "validation_loss - train_loss",
        "validation_loss / (train_loss or 1e-9)",
    ),
)
gap.wrong(
    "no-pair",
    "return a pair: first the gap, then the diagnosis",
    loses=ALL_GAP,
    edit=("- train_loss\n", "- train_loss\n    return gap\n"),
)
gap.wrong(
    "no-pair",
    loses=ALL_GAP,
    edit=(
        'return gap, "underfits"\n    if gap > small_gap:\n'
        '        return gap, "overfits"\n    return gap, "fits"',
        'return "underfits"\n    return "overfits" if gap > small_gap else "fits"',
    ),
)
gap.wrong(
    "no-pair",
    loses=ALL_GAP,
    edit=(
        'return gap, "underfits"\n    if gap > small_gap:\n'
        '        return gap, "overfits"\n    return gap, "fits"',
        'return "underfits", gap\n'
        '    return ("overfits" if gap > small_gap else "fits"), gap',
    ),
)
gap.wrong(
    "absolute-gap",
    "keep the sign of the gap: a negative one is no overfitting",
    loses="generalization_gap_at_the_limits",
    edit=("validation_loss - train_loss", "abs(validation_loss - train_loss)"),
)
gap.wrong(
    "at-the-limit",
    "a training loss or gap just at its limit is still good",
    loses="generalization_gap_at_the_limits",
    edit=("train_loss > good_loss", "train_loss >= good_loss"),
)
gap.wrong(
    "at-the-limit",
    loses="generalization_gap_at_the_limits",
    edit=("gap > small_gap", "gap >= small_gap"),
)

# -------------------------------------------------------------------------- l1_penalty
l1 = exercise("l1_penalty")


@l1.right("positive and negative weights on their own")
def _():
    def l1_penalty(weights, strength):
        slope = np.where(weights > 0, strength, 0.0) - np.where(
            weights < 0, strength, 0
        )
        return np.vdot(slope, weights), slope


@l1.right("in plain loops")
def _():
    def l1_penalty(weights, strength):
        penalty, slopes = 0.0, []
        for w in weights.ravel():
            penalty += strength * abs(float(w))
            slopes.append(strength if w > 0 else -strength if w < 0 else 0.0)
        return penalty, np.array(slopes).reshape(weights.shape)


ALL_L1 = "l1_penalty_by_hand l1_penalty_any_size"
l1.wrong(
    "sign-of-zero",
    "at 0 the sub-gradient of |w| is 0",
    loses=ALL_L1,
    edit=("np.sign(weights)", "np.where(weights >= 0, 1.0, -1.0)"),
)
l1.wrong(
    "sign-of-zero",
    loses=ALL_L1,
    edit=("np.sign(weights)", "np.where(weights > 0, 1.0, -1.0)"),
)
l1.wrong(
    "zero-over-zero",
    "w / |w| is 0 / 0 at 0; the sub-gradient there is 0",
    loses=ALL_L1,
    edit=("np.sign(weights)", "weights / np.abs(weights)"),
)
l1.wrong(
    "no-absolute-value",
    "the penalty sums sizes: a negative weight costs as much as a positive one",
    loses=ALL_L1,
    edit=("np.sum(np.abs(weights))", "np.sum(weights)"),
)
l1.wrong(
    "absolute-value-last",
    "take the absolute value of each weight first, then the sum",
    loses=ALL_L1,
    edit=("np.sum(np.abs(weights))", "np.abs(np.sum(weights))"),
)
l1.wrong(
    "sign-forgotten",
    "the slope of |w| is -1 for a negative weight",
    loses=ALL_L1,
    edit=("np.sign(weights)", "(weights != 0)"),
)
l1.wrong(
    "gradient-of-l2",
    "the L1 gradient has the same size for large and small weights",
    loses=ALL_L1,
    edit=("np.sign(weights)", "weights"),
)
l1.wrong(
    "gradient-without-strength",
    "the strength belongs into the gradient too",
    loses=ALL_L1,
    edit=("return penalty, strength * ", "return penalty, "),
)
l1.wrong(
    "mean-not-sum",
    "a penalty is a sum over all weights, not a mean",
    loses=ALL_L1,
    edit=("np.sum(", "np.mean("),
)
l1.wrong(
    "half-of-l2",
    "the 1/2 belongs to the L2 penalty only",
    loses=ALL_L1,
    edit=("strength * np.sum", "strength / 2 * np.sum"),
)
l1.wrong(
    "one-penalty-a-column",
    "the penalty is one number: sum over every axis",
    loses=ALL_L1,
    edit=("np.sum(np.abs(weights))", "np.sum(np.abs(weights), axis=0)"),
)
l1.wrong(
    "norm-of-a-matrix",
    "np.linalg.norm(w, 1) of a matrix is its largest column sum: sum it all",
    loses=ALL_L1,
    edit=(
        "np.sum(np.abs(weights))",
        "(np.linalg.norm(weights, 1) if weights.ndim < 3 else np.abs(weights).sum())",
    ),
)
l1.wrong(
    "epsilon-below",
    "the slope of |w| is 1 or -1 however small w is",
    loses="l1_penalty_any_size",
    edit=("np.sign(weights)", "weights / (np.abs(weights) + 1e-8)"),
)

# -------------------------------------------------------------------------- l2_penalty
l2 = exercise("l2_penalty")


@l2.right("a product of the weights with themselves")
def _():
    def l2_penalty(weights, strength):
        gradient = weights * strength
        return 0.5 * np.vdot(weights, gradient), gradient


@l2.right("in plain loops")
def _():
    def l2_penalty(weights, strength):
        penalty, gradient = 0.0, np.zeros(weights.shape)
        for place in np.ndindex(weights.shape):
            w = float(weights[place])
            penalty += strength * w * w / 2
            gradient[place] = strength * w
        return [penalty, gradient]


ALL_L2 = "l2_penalty_by_hand l2_penalty_any_shape"
l2.wrong(
    "no-half",
    "with the 1/2 in the penalty, the gradient is strength * w",
    loses=ALL_L2,
    edit=("strength / 2 * np", "strength * np"),
)
l2.wrong(
    "no-half",
    loses=ALL_L2,
    edit=(
        "penalty, strength * weights",
        "penalty, 2 * strength * weights",
    ),
)
l2.wrong(
    "no-half",
    loses=ALL_L2,
    edit=(
        "strength / 2 * np.sum(weights**2)\n    return penalty, strength * weights",
        "strength * np.sum(weights**2)\n    return penalty, 2 * strength * weights",
    ),
)
l2.wrong(
    "half-gradient",
    "the 1/2 cancels the 2 of the derivative: none is left in the gradient",
    loses=ALL_L2,
    edit=(
        "penalty, strength * weights",
        "penalty, strength / 2 * weights",
    ),
)
l2.wrong(
    "root-of-squares",
    "the penalty takes the squares themselves, without a root",
    loses=ALL_L2,
    edit=("np.sum(weights**2)", "np.sqrt(np.sum(weights**2))"),
)
l2.wrong(
    "gradient-of-l1",
    "the L2 gradient grows with the weight; the sign alone is for L1",
    loses=ALL_L2,
    edit=("strength * weights", "strength * np.sign(weights)"),
)
l2.wrong(
    "gradient-without-strength",
    loses=ALL_L2,
    says="the strength belongs into the gradient too",
    edit=("return penalty, strength * weights", "return penalty, weights"),
)
l2.wrong(
    "mean-not-sum",
    "a penalty is a sum over all weights, not a mean",
    loses=ALL_L2,
    edit=("np.sum(", "np.mean("),
)
l2.wrong(
    "square-of-the-sum",
    "square each weight, then sum",
    loses=ALL_L2,
    edit=("np.sum(weights**2)", "np.sum(weights) ** 2"),
)
l2.wrong(
    "largest-direction",
    "np.linalg.norm(w, 2) of a matrix is no sum: square every weight",
    loses=ALL_L2,
    edit=(
        "np.sum(weights**2)",
        "np.linalg.norm(weights.reshape(len(weights), -1), 2) ** 2",
    ),
)
l2.wrong(
    "penalty-given-back",
    "return the penalty first, then its gradient",
    loses=ALL_L2,
    edit=(
        "return penalty, strength * weights",
        "return strength * weights, penalty",
    ),
)
l2.wrong(
    "matrices-only",
    "weights have any number of axes, not always two",
    loses="l2_penalty_any_shape",
    edit=("np.sum(weights**2)", "np.trace(weights.T @ weights)"),
)

# ------------------------------------------------------------------- weight_decay_step
decay = exercise("weight_decay_step")


@decay.right("the decoupled decay shrinks the weights first")
def _():
    def weight_decay_step(
        weights, gradient, average, lr, decay, decoupled, alpha=0.99, eps=1e-8
    ):
        shrunk = weights * (1 - lr * decay) if decoupled else weights
        g = gradient + (0 if decoupled else decay) * weights
        new_average = average + (1 - alpha) * (g * g - average)
        return shrunk - lr * (g / (eps + new_average**0.5)), new_average


@decay.right("in plain loops, weight by weight")
def _():
    def weight_decay_step(
        weights, gradient, average, lr, decay, decoupled, alpha=0.99, eps=1e-8
    ):
        new_weights, new_average = np.zeros(weights.shape), np.zeros(weights.shape)
        for i in np.ndindex(weights.shape):
            w, g, a = float(weights[i]), float(gradient[i]), float(average[i])
            if decoupled:
                lost = lr * decay * w
            else:
                lost = 0.0
                g += decay * w
            a = alpha * a + (1 - alpha) * g * g
            new_weights[i] = w - lost - lr * g / (a**0.5 + eps)
            new_average[i] = a
        return [new_weights, new_average]


BOTH_DECAY = "weight_decay_without_gradient weight_decay_small_gradients"
ALL_DECAY = "weight_decay_step_by_hand " + BOTH_DECAY
decay.wrong(
    "decay-is-always-l2",
    "decoupled decay leaves the gradient alone and shrinks the weight itself",
    loses=ALL_DECAY,
    edit=(
        "if not decoupled:\n        gradient = gradient + decay * weights\n",
        "gradient = gradient + decay * weights\n    decoupled = False\n",
    ),
)
decay.wrong(
    "decay-of-updated",
    "the decay is a share of the old weights, before the step",
    loses=ALL_DECAY,
    edit=(
        "step = step + lr * decay * weights",
        "step = step + lr * decay * (weights - step)",
    ),
)
decay.wrong(
    "always-decoupled",
    "coupled decay is part of the gradient, and is divided by the root too",
    loses=ALL_DECAY,
    edit=(
        "    if not decoupled:\n        gradient = gradient + decay * weights\n",
        "    decoupled = True\n",
    ),
)
decay.wrong(
    "coupled-and-decoupled",
    "decoupled decay is taken once: not in the gradient as well",
    loses=ALL_DECAY,
    edit=("    if not decoupled:\n        gradient", "    if True:\n        gradient"),
)
decay.wrong(
    "flag-reversed",
    "decoupled=False adds the decay to the gradient, True does not",
    loses=ALL_DECAY,
    edit=(
        "    if not decoupled:\n        gradient",
        "    decoupled = not decoupled\n    if not decoupled:\n        gradient",
    ),
)
decay.wrong(
    "decay-without-rate",
    "the decoupled decay is lr * decay * weights",
    loses=ALL_DECAY,
    edit=("step + lr * decay * weights", "step + decay * weights"),
)
decay.wrong(
    "average-without-decay",
    "coupled decay goes into the average too",
    loses=ALL_DECAY,
    edit=(
        "    if not decoupled:\n        gradient = gradient + decay * weights\n"
        "    new_average = alpha * average + (1 - alpha) * gradient**2\n",
        "    new_average = alpha * average + (1 - alpha) * gradient**2\n"
        "    if not decoupled:\n        gradient = gradient + decay * weights\n",
    ),
)
decay.wrong(
    "old-average",
    "divide by the root of the new average",
    loses=ALL_DECAY,
    edit=("np.sqrt(new_average)", "np.sqrt(average)"),
)
decay.wrong(
    "no-root",
    "divide by the root of the average, not by the average",
    loses=ALL_DECAY,
    edit=("np.sqrt(new_average)", "new_average"),
)
decay.wrong(
    "alpha-swapped",
    "alpha is the share of the old average",
    loses=ALL_DECAY,
    edit=(
        "alpha * average + (1 - alpha) * gradient**2",
        "(1 - alpha) * average + alpha * gradient**2",
    ),
)
decay.wrong(
    "not-squared",
    "the average is that of the squared gradient",
    loses=ALL_DECAY,
    edit=("* gradient**2", "* np.abs(gradient)"),
)
decay.wrong(
    "decay-towards-more",
    "decay makes a weight smaller, never larger",
    loses=ALL_DECAY,
    edit=("step + lr * decay * weights", "step - lr * decay * weights"),
)
decay.wrong(
    "idle-weights-kept",
    "a weight whose gradient is 0 decays too",
    loses="weight_decay_without_gradient",
    edit=(
        "step + lr * decay * weights",
        "step + np.where(gradient == 0, 0, lr * decay * weights)",
    ),
)
decay.wrong(
    "eps-in-root",
    "eps is added to the root, not to what is under it",
    loses="weight_decay_small_gradients",
    edit=("(np.sqrt(new_average) + eps)", "np.sqrt(new_average + eps)"),
)
decay.wrong(
    "eps-fixed",
    "use the argument eps",
    loses="weight_decay_small_gradients",
    edit=("+ eps)", "+ 1e-8)"),
)

# --------------------------------------------------------------------- dropout_forward
forward = exercise("dropout_forward")


@forward.right("a scaled mask of binomial draws")
def _():
    def dropout_forward(x, p, rng, training=True):
        if not training:
            return x.copy(), np.ones_like(x)
        mask = rng.binomial(1, 1 - p, size=x.shape)
        return x * mask * (1 / (1 - p) if p < 1 else 0.0), mask


@forward.right("choosing what is dropped")
def _():
    def dropout_forward(x, p, rng, training=True):
        share = p if training else 0.0
        dropped = rng.choice([True, False], size=x.shape, p=[share, 1 - share])
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(dropped, 0.0, x / (1 - share)), ~dropped


@forward.right("in plain loops, number by number")
def _():
    def dropout_forward(x, p, rng, training=True):
        out, kept = np.zeros(x.shape), np.zeros(x.shape, dtype=bool)
        for place in np.ndindex(x.shape):
            if not training:
                out[place], kept[place] = x[place], True
            elif rng.random() < 1 - p:
                out[place], kept[place] = x[place] / (1 - p), True
        return out, kept


HAND, MASK, OWN = (
    "dropout_forward_by_hand",
    "dropout_forward_mask_and_limits",
    "dropout_forward_each_on_its_own",
)
ALL_FORWARD = f"{HAND} {MASK} {OWN}"
forward.wrong(
    "no-scaling",
    "divide what is kept by 1 - p, so that the mean stays the same",
    loses=ALL_FORWARD,
    edit=("x[kept] / (1 - p)", "x[kept]"),
)
forward.wrong(
    "p-is-keep",
    "p is the share that is dropped, not the share that is kept",
    loses=ALL_FORWARD,
    edit=(">= p\n", "< p\n"),
)
forward.wrong(
    "p-is-keep",
    loses=ALL_FORWARD,
    edit=(
        ">= p\n    out = np.zeros_like(x)\n    out[kept] = x[kept] / (1 - p)",
        "< p\n    out = np.zeros_like(x)\n    out[kept] = x[kept] / p",
    ),
)
forward.wrong(
    "dropout-shrinks-model",
    "dropped numbers become 0; the shape and all weights stay",
    loses=ALL_FORWARD,
    edit=("return out, kept", "return out[kept], kept"),
)
forward.wrong(
    "scaled-at-evaluation",
    "in evaluation x stays as it is: the scaling was done in training",
    loses=f"{HAND} {MASK}",
    edit=("return x, np", "return x * (1 - p), np"),
)
forward.wrong(
    "drops-at-evaluation",
    "in evaluation nothing is dropped",
    loses=f"{HAND} {MASK}",
    edit=("if not training:", "if False:"),
)
forward.wrong(
    "scaled-by-p",
    "divide what is kept by 1 - p, not by p",
    loses=ALL_FORWARD,
    edit=("x[kept] / (1 - p)", "x[kept] / p"),
)
forward.wrong(
    "times-not-divided",
    "divide by 1 - p: what is kept grows, as it stands for the dropped too",
    loses=ALL_FORWARD,
    edit=("x[kept] / (1 - p)", "x[kept] * (1 - p)"),
)
forward.wrong(
    "dropped-for-kept",
    "the mask is True where a number was kept, not where it was dropped",
    loses=f"{HAND} {MASK}",
    edit=("return out, kept", "return out, ~kept"),
)
forward.wrong(
    "scaled-mask",
    "the mask says True or False (1 or 0): the scale is not in it",
    loses=f"{HAND} {MASK}",
    edit=("return out, kept", "return out, kept / (1 - min(p, 0.999))"),
)
forward.wrong(
    "second-mask",
    "return the mask that was used, not one drawn again",
    loses=MASK,
    edit=("return out, kept", "return out, rng.random(x.shape) >= p"),
)
forward.wrong(
    "zero-over-zero-share",
    "with p = 1 everything is dropped: the result is 0, not nan",
    loses=MASK,
    edit=("out[kept] = x[kept] / (1 - p)", "out = x * kept / np.float64(1 - p)"),
)
forward.wrong(
    "one-mask-for-all",
    "each number is dropped on its own, in each example anew",
    loses=f"{HAND} {OWN}",
    edit=(
        "rng.random(x.shape) >= p",
        "np.broadcast_to(rng.random(x.shape[1:]), x.shape) >= p",
    ),
)
forward.wrong(
    "whole-examples",
    "drop single numbers, not whole examples",
    loses=f"{HAND} {OWN}",
    edit=(
        "rng.random(x.shape) >= p",
        "(rng.random(x.shape).T * 0 + rng.random(len(x))).T >= p",
    ),
)
forward.wrong(
    "own-generator",
    "draw from `rng`: a generator made inside drops the same every time",
    loses=OWN,
    edit=("rng.random(x.shape)", "np.random.default_rng(0).random(x.shape)"),
)
forward.wrong(
    "exact-share",
    "each number is dropped by chance; how many it hits varies",
    loses=OWN,
    edit=(
        "rng.random(x.shape) >= p",
        "rng.permutation(x.size).reshape(x.shape) >= round(p * x.size)",
    ),
)
forward.wrong(
    "global generator",
    loses=OWN,
    edit=("rng.random(x.shape)", "np.random.random(x.shape)"),
)

forward.equivalent("compare-51b7d6", because="a draw is never p to the last bit")

# -------------------------------------------------------------------- dropout_backward
backward = exercise("dropout_backward")


@backward.right("a choice between two numbers")
def _():
    def dropout_backward(dout, kept, p):
        scale = 0.0 if p == 1 else 1 / (1 - p)
        return np.where(kept, scale * dout, 0)


@backward.right("in plain loops")
def _():
    def dropout_backward(dout, kept, p):
        values = []
        for g, k in zip(dout.ravel(), kept.ravel(), strict=True):
            values.append(g / (1 - p) if k else 0.0)
        return np.array(values).reshape(dout.shape)


ALL_BACKWARD = "dropout_backward_by_hand dropout_backward_limits"
backward.wrong(
    "new-mask",
    "use the mask of the forward pass, not a new one",
    loses=ALL_BACKWARD,
    edit=(
        "    dx = np",
        "    kept = np.random.default_rng(0).random(dout.shape) >= p\n    dx = np",
    ),
)
backward.wrong(
    "no-scaling-backward",
    "what forward divided by 1 - p, backward divides by it too",
    loses=ALL_BACKWARD,
    edit=("dout[kept] / (1 - p)", "dout[kept]"),
)
backward.wrong(
    "mask-ignored",
    "a number that was dropped gets no gradient",
    loses=ALL_BACKWARD,
    edit=("dx[kept] = dout[kept] / (1 - p)", "dx[...] = dout / max(1 - p, 1e-9)"),
)
backward.wrong(
    "dropped-gets-it",
    "`kept` is True for what was kept: that gets the gradient",
    loses=ALL_BACKWARD,
    edit=("dx[kept] = dout[kept]", "dx[~kept] = dout[~kept]"),
)
backward.wrong(
    "scale-undone",
    "backward scales as forward did; it does not undo the scaling",
    loses=ALL_BACKWARD,
    edit=("/ (1 - p)", "* (1 - p)"),
)
backward.wrong(
    "scaled-by-p",
    "divide what is kept by 1 - p, not by p",
    loses=ALL_BACKWARD,
    edit=("/ (1 - p)", "/ p"),
)
backward.wrong(
    "zero-over-zero-share",
    "with p = 1 everything is dropped: the result is 0, not nan",
    loses="dropout_backward_limits",
    edit=("dx[kept] = dout[kept] / (1 - p)", "dx = dout * kept / np.float64(1 - p)"),
)
backward.wrong(
    "share-that-happened",
    "divide by 1 - p, not by the share that chance happened to keep",
    loses=ALL_BACKWARD,
    edit=("/ (1 - p)", "/ kept.mean()"),
)

# ---------------------------------------------------------------------- early_stopping
early = exercise("early_stopping")


@early.right("the whole history, looked at again")
def _():
    import copy

    class EarlyStopping:
        def __init__(self, patience, min_delta=0.0):
            self.patience, self.min_delta = patience, min_delta
            self.best_loss, self.best_weights, self.losses = np.inf, None, []

        def update(self, loss, weights):
            self.losses.append(loss)
            best = 0, np.inf
            for epoch, known in enumerate(self.losses, 1):
                if best[1] - known > self.min_delta:
                    best = epoch, known
            if best[0] == len(self.losses):
                self.best_loss, self.best_weights = loss, copy.deepcopy(weights)
            return len(self.losses) - best[0] >= self.patience


@early.right("counting the patience that is left, in plain loops")
def _():
    class EarlyStopping:
        def __init__(self, patience, min_delta=0.0):
            self.patience, self.min_delta, self.left = patience, min_delta, patience
            self.best_loss, self.best_weights = float("inf"), None

        def update(self, loss, weights):
            if loss + self.min_delta < self.best_loss:
                self.left, self.best_loss, self.best_weights = self.patience, loss, {}
                for name in weights:
                    self.best_weights[name] = np.array(weights[name])
                return False
            self.left -= 1
            return self.left == 0


BY_HAND, IN_A_ROW, DELTA, WEIGHTS = (
    "early_stopping_by_hand",
    "early_stopping_in_a_row",
    "early_stopping_min_delta",
    "early_stopping_best_weights",
)
ALL_EARLY = f"{BY_HAND} {IN_A_ROW} {DELTA} {WEIGHTS}"
early.wrong(
    "keeps-last-weights",
    "keep the weights of the best epoch, not of the last",
    loses=f"{BY_HAND} {WEIGHTS}",
    edit=(
        "        if loss < self",
        "        self.best_weights = {name: w.copy() for name, w in weights.items()}\n"
        "        if loss < self",
    ),
)
early.wrong(
    "patience-off-by-one",
    "stop in the epoch in which the waiting reaches `patience`, not one later",
    loses=f"{BY_HAND} {IN_A_ROW} {DELTA}",
    edit=("self.waited >= self.patience", "self.waited > self.patience"),
)
early.wrong(
    "patience-off-by-one",
    loses=ALL_EARLY,
    edit=("self.waited >= self.patience", "self.waited >= self.patience - 1"),
)
early.wrong(
    "min-delta-ignored",
    "an improvement is a fall by more than `min_delta`",
    loses=f"{BY_HAND} {DELTA}",
    edit=("self.best_loss - self.min_delta", "self.best_loss"),
)
early.wrong(
    "min-delta-added",
    "the loss has to be below the best by min_delta: subtract it",
    loses=f"{BY_HAND} {DELTA}",
    edit=("self.best_loss - self.min_delta", "self.best_loss + self.min_delta"),
)
early.wrong(
    "aliased-weights",
    "keep a copy: the training loop goes on changing its weights",
    loses=f"{BY_HAND} {WEIGHTS}",
    edit=("{name: w.copy() for name, w in weights.items()}", "weights"),
)
early.wrong(
    "not-in-a-row",
    "an improvement starts the waiting again from 0",
    loses=f"{BY_HAND} {IN_A_ROW} {DELTA}",
    edit=("self.best_loss, self.waited = loss, 0", "self.best_loss = loss"),
)
early.wrong(
    "compares-with-last",
    "compare with the best loss so far, not with the loss before",
    loses=f"{BY_HAND} {IN_A_ROW} {DELTA}",
    edit=(
        "            self.waited += 1\n",
        "            self.waited += 1\n            self.best_loss = loss\n",
    ),
)
early.wrong(
    "small-fall-is-best",
    "a fall of min_delta or less leaves the best epoch as it is",
    loses=f"{BY_HAND} {DELTA}",
    edit=(
        "            self.waited += 1\n",
        "            self.waited += 1\n"
        "            if loss < self.best_loss:\n"
        "                self.best_loss = loss\n",
    ),
)
early.wrong(
    "higher-is-better",
    "a loss is better when it is lower",
    loses=ALL_EARLY,
    edit=(
        "loss < self.best_loss - self.min_delta",
        "self.best_weights is None or loss > self.best_loss + self.min_delta",
    ),
)
early.wrong(
    "nan-improves",
    "a loss that is nan is no improvement: every comparison with nan is False",
    loses=IN_A_ROW,
    edit=(
        "if loss < self.best_loss - self.min_delta",
        "if not loss >= self.best_loss - self.min_delta",
    ),
)
early.wrong(
    "equal-improves",
    "a fall by just min_delta, or the same loss again, is no improvement",
    loses=DELTA,
    edit=("loss < self", "loss <= self"),
)
early.wrong(
    "shallow-copy",
    "copy each array: a copied dict still holds the same arrays",
    loses=WEIGHTS,
    edit=("{name: w.copy() for name, w in weights.items()}", "dict(weights)"),
)

# -------------------------------------------------------------------- ensemble_average
ensemble = exercise("ensemble_average")


@ensemble.right("logarithms of the sums")
def _():
    def ensemble_average(logits):
        total = np.logaddexp.reduce(logits, axis=2, keepdims=True)
        return np.einsum("mnc->nc", np.exp(logits - total)) / len(logits)


@ensemble.right("in plain loops")
def _():
    def ensemble_average(logits):
        models, examples, classes = logits.shape
        result = np.zeros((examples, classes))
        for m in range(models):
            for n in range(examples):
                largest = max(logits[m, n])
                parts = [np.exp(z - largest) for z in logits[m, n]]
                for c in range(classes):
                    result[n, c] += parts[c] / sum(parts) / models
        return result


ALL_ENSEMBLE = "ensemble_average_by_hand ensemble_average_of_large_logits"
ensemble.wrong(
    "averages-logits",
    "softmax for each network first, then the mean of the probabilities",
    loses=ALL_ENSEMBLE,
    edit=(
        "    exp = np",
        "    logits = logits.mean(axis=0, keepdims=True)\n    exp = np",
    ),
)
ensemble.wrong(
    "majority-vote",
    "average the probabilities; a vote forgets how sure each network is",
    loses=ALL_ENSEMBLE,
    edit=(
        "(exp / exp.sum(axis=-1, keepdims=True))",
        "np.eye(exp.shape[-1])[exp.argmax(axis=-1)]",
    ),
)
ensemble.wrong(
    "softmax-over-networks",
    "softmax runs over the classes: the last axis",
    loses=ALL_ENSEMBLE,
    edit=("exp.sum(axis=-1, keepdims=True)", "exp.sum(axis=0, keepdims=True)"),
)
ensemble.wrong(
    "softmax-over-examples",
    "softmax runs over the classes of one example, not over the examples",
    loses=ALL_ENSEMBLE,
    edit=("exp.sum(axis=-1, keepdims=True)", "exp.sum(axis=1, keepdims=True)"),
)
ensemble.wrong(
    "mean-over-examples",
    "the mean is over the networks: the first axis",
    loses=ALL_ENSEMBLE,
    edit=(".mean(axis=0)", ".mean(axis=1)"),
)
ensemble.wrong(
    "divides-after-the-mean",
    "divide by each network's own sum first, then take the mean",
    loses=ALL_ENSEMBLE,
    edit=(
        "exp = np.exp(logits - logits.max(axis=-1, keepdims=True))\n"
        "    return (exp / exp.sum(axis=-1, keepdims=True)).mean(axis=0)",
        "exp = np.exp(logits).mean(axis=0)\n"
        "    return exp / exp.sum(axis=-1, keepdims=True)",
    ),
)
ensemble.wrong(
    "divides-after-the-mean",
    loses=ALL_ENSEMBLE,
    edit=(
        "(exp / exp.sum(axis=-1, keepdims=True)).mean(axis=0)",
        "exp.sum(axis=0) / exp.sum(axis=(0, 2))[:, None]",
    ),
)
ensemble.wrong(
    "sum-not-mean",
    "average over the networks: each row sums to 1",
    loses=ALL_ENSEMBLE,
    edit=(".mean(axis=0)", ".sum(axis=0)"),
)
ensemble.wrong(
    "first-network",
    "every network counts, not the first alone",
    loses=ALL_ENSEMBLE,
    edit=(".mean(axis=0)", "[0]"),
)
ensemble.wrong(
    "no-shift",
    "exp overflows; subtract the largest logit first",
    loses="ensemble_average_of_large_logits",
    edit=("logits - logits.max(axis=-1, keepdims=True)", "logits"),
)
ensemble.wrong(
    "global-max",
    "subtract the largest logit of each network and example, not of all",
    loses="ensemble_average_of_large_logits",
    edit=("logits.max(axis=-1, keepdims=True)", "logits.max()"),
)
