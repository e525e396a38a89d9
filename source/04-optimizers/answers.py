"""Known right and known wrong answers to the exercises of 04-optimizers.

A right answer earns every point of its exercise. A wrong one is named by its mistake,
loses exactly the tests it says, and has the sentence that a student is shown whose
answer gives the same (none where no sentence would help).
"""

import numpy as np

from autograder.authoring.bank import exercise

# A mistake that several exercises know has one sentence.
NOT_FILLED = "write into the dict you are given: `state = {...}` makes another one"
EMPTY_AT_FIRST = (
    "the first state is empty: `state.get(key, 0)` gives 0 if there is nothing"
)

# --------------------------------------------------------------------------- sgd_epoch
sgd = exercise("sgd_epoch")


@sgd.right("what is left gets shorter")
def _():
    def sgd_epoch(p, gradient, examples, lr, batch_size):
        if len(examples) == 0:
            return p
        batch, left = examples[:batch_size], examples[batch_size:]
        moved = np.subtract(p, np.multiply(lr, gradient(p, batch)))
        return sgd_epoch(moved, gradient, left, lr, batch_size)


@sgd.right("in plain loops, example by example")
def _():
    def sgd_epoch(p, gradient, examples, lr, batch_size):
        new, batch = p.copy(), []
        for number, example in enumerate(examples, 1):
            batch.append(example)
            if len(batch) == batch_size or number == len(examples):
                slope = gradient(new, np.array(batch))
                for place in np.ndindex(new.shape):
                    new[place] -= lr * slope[place]
                batch = []
        return new


ALL_SGD = "sgd_epoch_by_hand sgd_epoch_batches"
sgd.wrong(
    "sgd-one-sample",
    "a step uses every example of its batch, not one only",
    loses=ALL_SGD,
    edit=("start + batch_size]", "start + 1]"),
)
sgd.wrong(
    "sgd-one-sample",
    loses=ALL_SGD,
    edit=(
        "for start in range(0, len(examples), batch_size):\n"
        "        p = p - lr * gradient(p, examples[start : start + batch_size])",
        "for start in range(len(examples)):\n"
        "        p = p - lr * gradient(p, examples[start : start + 1])",
    ),
)
sgd.wrong(
    "last-batch-dropped",
    "the last batch counts too, though it is smaller",
    loses=ALL_SGD,
    edit=("len(examples), batch_size)", "len(examples) - batch_size + 1, batch_size)"),
)
sgd.wrong(
    "empty-batch",
    "when the batches fit exactly, no empty one comes after them",
    loses="sgd_epoch_batches",
    edit=(
        "range(0, len(examples), batch_size)",
        "range(0, len(examples) // batch_size * batch_size + 1, batch_size)",
    ),
)
sgd.wrong(
    "one-step-an-epoch",
    "an epoch takes a step for each batch, not one for all examples",
    loses=ALL_SGD,
    edit=(
        "for start in range(0, len(examples), batch_size):\n"
        "        p = p - lr * gradient(p, examples[start : start + batch_size])",
        "p = p - lr * gradient(p, examples)",
    ),
)
sgd.wrong(
    "stale-gradient",
    "take each gradient where the step before has led",
    loses=ALL_SGD,
    edit=(
        "for start in range(0, len(examples), batch_size):\n"
        "        p = p - lr * gradient(p,",
        "begin = p\n    for start in range(0, len(examples), batch_size):\n"
        "        p = p - lr * gradient(begin,",
    ),
)
sgd.wrong(
    "ascent",
    "the gradient points uphill: step against it",
    loses=ALL_SGD,
    edit=("p - lr", "p + lr"),
)
sgd.wrong(
    "mean-twice",
    "the gradient is of a mean already: do not divide by the batch size",
    loses=ALL_SGD,
    edit=("p - lr * gradient", "p - lr / batch_size * gradient"),
)
sgd.wrong(
    "last-batch-filled",
    "the last batch holds what is left; do not fill it up with others",
    loses=ALL_SGD,
    edit=(
        "examples[start : start + batch_size])",
        "examples.take(range(start, start + batch_size), 0, mode='wrap'))",
    ),
)

sgd.wrong(
    "number-of-batches",
    "batch_size is the size of a batch, not the number of batches",
    loses=ALL_SGD,
    edit=(
        "for start in range(0, len(examples), batch_size):\n"
        "        p = p - lr * gradient(p, examples[start : start + batch_size])",
        "batches = np.array_split(examples, batch_size)\n"
        "    for batch in filter(len, batches):\n"
        "        p = p - lr * gradient(p, batch)",
    ),
)

# ---------------------------------------------------------------------------- momentum
momentum = exercise("momentum")


@momentum.right("from all earlier gradients")
def _():
    def momentum(p, g, state, lr, mu=0.9, nesterov=False):
        past = state.setdefault("gradients", [])
        past.append(np.array(g))
        ages = np.arange(len(past))[::-1]
        v = np.tensordot(float(mu) ** ages, np.array(past), axes=1)
        along = np.add(g, mu * v) if nesterov else v
        return np.subtract(p, lr * along)


@momentum.right("in plain loops, one number at a time")
def _():
    def momentum(p, g, state, lr, mu=0.9, nesterov=False):
        new = p.copy()
        for place in np.ndindex(p.shape):
            v = mu * state.get(place, 0.0) + g[place]
            state[place] = v
            if nesterov:
                v = g[place] + mu * v
            new[place] = p[place] - lr * v
        return new


@momentum.right("a velocity that is changed in its place")
def _():
    def momentum(p, g, state, lr, mu=0.9, nesterov=False):
        if "velocity" not in state:
            state["velocity"] = np.zeros(p.shape)
        velocity = state["velocity"]
        velocity *= mu
        velocity += g
        if not nesterov:
            return p - lr * velocity
        return p - lr * g - lr * mu * velocity


ALL_MOMENTUM = "momentum_by_hand momentum_nesterov momentum_rate_changes"
momentum.wrong(
    "momentum-decays-rate",
    "momentum adds up gradients; it does not shrink the learning rate",
    loses=ALL_MOMENTUM,
    edit=(
        '    v = mu * state.get("v", 0) + g\n    state["v"] = v\n',
        '    lr = lr * mu ** state.get("t", 0)\n'
        '    state["t"] = state.get("t", 0) + 1\n    v = g\n',
    ),
)
momentum.wrong(
    "momentum-decays-rate",
    loses=ALL_MOMENTUM,
    edit=(
        '    state["v"] = v\n',
        '    state["v"] = v\n    lr = lr * mu ** state.get("t", 0)\n'
        '    state["t"] = state.get("t", 0) + 1\n',
    ),
)
momentum.wrong(
    "nesterov-as-momentum",
    "with Nesterov the step goes along g + mu v, not along v",
    loses="momentum_by_hand momentum_nesterov",
    edit=("(g + mu * v if nesterov else v)", "v"),
)
momentum.wrong(
    "look-ahead-kept",
    "keep the velocity v itself, not the look-ahead g + mu v",
    loses="momentum_nesterov",
    edit=(
        '    state["v"] = v\n    return p - lr * (g + mu * v if nesterov else v)',
        "    v = g + mu * v if nesterov else v\n"
        '    state["v"] = v\n    return p - lr * v',
    ),
)
momentum.wrong(
    "rate-in-velocity",
    "the velocity sums gradients; only the step has the rate in it",
    loses="momentum_rate_changes",
    edit=(
        '    v = mu * state.get("v", 0) + g\n    state["v"] = v\n'
        "    return p - lr * (g + mu * v if nesterov else v)",
        '    v = mu * state.get("v", 0) + lr * g\n    state["v"] = v\n'
        "    return p - (lr * g + mu * v if nesterov else v)",
    ),
)
momentum.wrong(
    "dampened",
    "the gradient enters the velocity in full, without 1 - mu",
    loses=ALL_MOMENTUM,
    edit=('state.get("v", 0) + g', 'state.get("v", 0) + (1 - mu) * g'),
)
momentum.wrong(
    "one-step-memory",
    "keep the whole velocity, not the last gradient only",
    loses=ALL_MOMENTUM,
    edit=('state["v"] = v\n', 'state["v"] = g\n'),
)
momentum.wrong(
    "old-velocity",
    "first add g to the velocity, then step along it",
    loses="momentum_by_hand momentum_rate_changes",
    edit=("nesterov else v)", "nesterov else (v - g) / mu)"),
)
momentum.wrong(
    "velocity-uphill",
    "v sums gradients, which point uphill: p - lr v",
    loses=ALL_MOMENTUM,
    edit=("return p - lr *", "return p + lr *"),
)
momentum.wrong(
    "state-empty-at-first",
    EMPTY_AT_FIRST,
    loses=ALL_MOMENTUM,
    edit=('state.get("v", 0)', 'state["v"]'),
)
momentum.wrong(
    "state-not-filled",
    NOT_FILLED,
    loses=ALL_MOMENTUM,
    edit=('    state["v"] = v\n', '    state = {"v": v}\n'),
)
momentum.wrong(
    "shared-state",
    "other parameters have another state: use the one you are given",
    loses=ALL_MOMENTUM,
    edit=(
        '    v = mu * state.get("v", 0) + g\n',
        '    state = momentum.__dict__\n    v = mu * state.get("v", 0) + g\n',
    ),
)
momentum.wrong(
    "changes its input",
    loses=ALL_MOMENTUM,
    edit=(
        "    return p - lr * (g + mu * v if nesterov else v)",
        "    p -= lr * (g + mu * v if nesterov else v)\n    return p",
    ),
)

# ----------------------------------------------------------------------------- adagrad
adagrad = exercise("adagrad")


@adagrad.right("from all earlier gradients")
def _():
    def adagrad(p, g, state, lr, eps=1e-10):
        state["past"] = [*state.get("past", []), np.array(g)]
        length = np.linalg.norm(np.array(state["past"], dtype=float), axis=0)
        return p - lr / (length + eps) * g


@adagrad.right("in plain loops, one number at a time")
def _():
    def adagrad(p, g, state, lr, eps=1e-10):
        new = p.copy()
        for place in np.ndindex(p.shape):
            slope = float(g[place])
            state[place] = state.get(place, 0.0) + slope * slope
            new[place] = p[place] - lr * slope / (state[place] ** 0.5 + eps)
        return new


ALL_ADAGRAD = "adagrad_by_hand adagrad_like_torch"
adagrad.wrong(
    "average-not-sum",
    "AdaGrad adds the squares up; it takes no average of them",
    loses=ALL_ADAGRAD,
    edit=(
        '    state["s"] = s\n',
        '    state["s"] = s\n    state["t"] = state.get("t", 0) + 1\n'
        '    s = s / state["t"]\n',
    ),
)
adagrad.wrong(
    "average-not-sum",
    loses=ALL_ADAGRAD,
    edit=('state.get("s", 0) + g**2', '0.9 * state.get("s", 0) + 0.1 * g**2'),
)
adagrad.wrong(
    "whole-array",
    "each parameter has its own squares: nothing is summed over the array",
    loses=ALL_ADAGRAD,
    edit=("g**2", "(g**2).sum()"),
)
adagrad.wrong(
    "no-root",
    "divide by the root of the squares",
    loses=ALL_ADAGRAD,
    edit=("np.sqrt(s)", "s"),
)
adagrad.wrong(
    "no-squares",
    "what is kept are squares of gradients, not the gradients",
    loses=ALL_ADAGRAD,
    edit=("g**2", "np.abs(g)"),
)
adagrad.wrong(
    "old-squares",
    "the square of this step's gradient belongs in, before the root",
    loses=ALL_ADAGRAD,
    edit=("np.sqrt(s)", "np.sqrt(s - g**2)"),
)
adagrad.wrong(
    "state-empty-at-first",
    EMPTY_AT_FIRST,
    loses=ALL_ADAGRAD,
    edit=('state.get("s", 0)', 'state["s"]'),
)
adagrad.wrong(
    "state-not-filled",
    NOT_FILLED,
    loses=ALL_ADAGRAD,
    edit=('    state["s"] = s\n', '    state = {"s": s}\n'),
)
adagrad.wrong(
    "root-kept",
    "keep the sum of squares itself; its root is for this step only",
    loses=ALL_ADAGRAD,
    edit=('state["s"] = s\n', 'state["s"] = np.sqrt(s)\n'),
)
adagrad.wrong(
    "eps-in-root",
    "eps is added to the root, not under it",
    loses="adagrad_like_torch",
    edit=("(np.sqrt(s) + eps)", "np.sqrt(s + eps)"),
)
adagrad.wrong(
    "no-eps",
    "without eps a parameter that never had a gradient becomes nan",
    loses="adagrad_like_torch",
    edit=("(np.sqrt(s) + eps)", "np.sqrt(s)"),
)
adagrad.wrong(
    "changes its input",
    loses=ALL_ADAGRAD,
    edit=(
        "    return p - lr * g / (np.sqrt(s) + eps)",
        "    p -= lr * g / (np.sqrt(s) + eps)\n    return p",
    ),
)

# ----------------------------------------------------------------------------- rmsprop
rmsprop = exercise("rmsprop")


@rmsprop.right("from all earlier gradients")
def _():
    def rmsprop(p, g, state, lr, alpha=0.99, eps=1e-8):
        past = state.setdefault("squares", [])
        past.insert(0, np.square(g, dtype=float))
        weights = (1 - alpha) * float(alpha) ** np.arange(len(past))
        mean = np.einsum("t,t...->...", weights, np.array(past))
        return p - lr / (mean**0.5 + eps) * g


@rmsprop.right("in plain loops, one number at a time")
def _():
    def rmsprop(p, g, state, lr, alpha=0.99, eps=1e-8):
        new = p.copy()
        for place in np.ndindex(p.shape):
            slope, old = float(g[place]), state.get(place, 0.0)
            state[place] = old + (1 - alpha) * (slope * slope - old)
            new[place] = p[place] - lr * slope / (state[place] ** 0.5 + eps)
        return new


ALL_RMSPROP = "rmsprop_by_hand rmsprop_like_torch"
rmsprop.wrong(
    "rmsprop-decays-rate",
    "RMSProp does not lower lr: its average forgets, the rate stays level",
    loses=ALL_RMSPROP,
    edit=(
        '    state["s"] = s\n',
        '    state["s"] = s\n    state["t"] = state.get("t", 0) + 1\n'
        '    lr = lr / np.sqrt(state["t"])\n',
    ),
)
rmsprop.wrong(
    "rmsprop-decays-rate",
    loses=ALL_RMSPROP,
    edit=(
        '    state["s"] = s\n',
        '    state["s"] = s\n    lr = lr * alpha ** state.get("t", 0)\n'
        '    state["t"] = state.get("t", 0) + 1\n',
    ),
)
rmsprop.wrong(
    "rmsprop-decays-rate",
    loses=ALL_RMSPROP,
    edit=(
        '    state["s"] = s\n',
        '    state["s"] = s\n    state["t"] = state.get("t", 0) + 1\n'
        '    lr = lr / state["t"]\n',
    ),
)
rmsprop.wrong(
    "sum-not-average",
    "RMSProp averages the squares; a sum is AdaGrad's",
    loses=ALL_RMSPROP,
    edit=('alpha * state.get("s", 0) + (1 - alpha) * g**2', 'state.get("s", 0) + g**2'),
)
rmsprop.wrong(
    "sum-not-average",
    loses=ALL_RMSPROP,
    edit=("(1 - alpha) * g**2", "g**2"),
)
rmsprop.wrong(
    "alpha-swapped",
    "alpha is the share of the old average; the new square gets the rest",
    loses=ALL_RMSPROP,
    edit=(
        'alpha * state.get("s", 0) + (1 - alpha) * g**2',
        '(1 - alpha) * state.get("s", 0) + alpha * g**2',
    ),
)
rmsprop.wrong(
    "corrected",
    "RMSProp has no bias correction; that comes with Adam",
    loses=ALL_RMSPROP,
    edit=(
        '    state["s"] = s\n',
        '    state["s"] = s\n    state["t"] = state.get("t", 0) + 1\n'
        '    s = s / (1 - alpha ** state["t"])\n',
    ),
)
rmsprop.wrong(
    "whole-array",
    "each parameter has its own squares: nothing is summed over the array",
    loses=ALL_RMSPROP,
    edit=("g**2", "(g**2).sum()"),
)
rmsprop.wrong(
    "no-root",
    "divide by the root of the squares",
    loses=ALL_RMSPROP,
    edit=("np.sqrt(s)", "s"),
)
rmsprop.wrong(
    "no-squares",
    "what is kept are squares of gradients, not the gradients",
    loses=ALL_RMSPROP,
    edit=("g**2", "np.abs(g)"),
)
rmsprop.wrong(
    "state-empty-at-first",
    EMPTY_AT_FIRST,
    loses=ALL_RMSPROP,
    edit=('state.get("s", 0)', 'state["s"]'),
)
rmsprop.wrong(
    "state-not-filled",
    NOT_FILLED,
    loses=ALL_RMSPROP,
    edit=('    state["s"] = s\n', '    state = {"s": s}\n'),
)
rmsprop.wrong(
    "eps-in-root",
    "eps is added to the root, not under it",
    loses="rmsprop_like_torch",
    edit=("(np.sqrt(s) + eps)", "np.sqrt(s + eps)"),
)
rmsprop.wrong(
    "no-eps",
    "without eps a parameter that never had a gradient becomes nan",
    loses="rmsprop_like_torch",
    edit=("(np.sqrt(s) + eps)", "np.sqrt(s)"),
)

# -------------------------------------------------------------------------------- adam
adam = exercise("adam")


@adam.right("weighted means of all earlier gradients")
def _():
    def adam(p, g, state, lr, betas=(0.9, 0.999), eps=1e-8):
        past = state.setdefault("past", [])
        past.append(np.array(g, dtype=float))
        ages = np.arange(len(past))[::-1]
        mean = np.average(past, axis=0, weights=float(betas[0]) ** ages)
        square = np.average(np.square(past), axis=0, weights=float(betas[1]) ** ages)
        return p - lr * mean / (np.sqrt(square) + eps)


@adam.right("in plain loops, one number at a time")
def _():
    def adam(p, g, state, lr, betas=(0.9, 0.999), eps=1e-8):
        a, b = betas
        state["steps"] = state.get("steps", 0) + 1
        new = p.copy()
        for place in np.ndindex(p.shape):
            slope, (m, v) = float(g[place]), state.get(place, (0.0, 0.0))
            m, v = a * m + (1 - a) * slope, b * v + (1 - b) * slope * slope
            state[place] = (m, v)
            v = v / (1 - b ** state["steps"])
            rate = lr / (1 - a ** state["steps"])
            new[place] = p[place] - rate * m / (v**0.5 + eps)
        return new


@adam.right("corrected averages, by a share that falls")
def _():
    def adam(p, g, state, lr, betas=(0.9, 0.999), eps=1e-8):
        if not state:
            state.update(mean=np.zeros(p.shape), square=np.zeros(p.shape), known=[0, 0])
        for i, (name, new) in enumerate((("mean", g), ("square", np.multiply(g, g)))):
            state["known"][i] = 1 + betas[i] * state["known"][i]
            state[name] += (new - state[name]) / state["known"][i]
        return p - lr * state["mean"] / (np.sqrt(state["square"]) + eps)


ALL_ADAM = "adam_by_hand adam_like_torch adam_tiny_gradients"
CORRECTED = "m_hat, v_hat = m / (1 - betas[0] ** t), v / (1 - betas[1] ** t)"
adam.wrong(
    "no-bias-correction",
    "m and v start at 0: divide each by 1 - beta**t",
    loses=ALL_ADAM,
    edit=(CORRECTED, "m_hat, v_hat = m, v"),
)
adam.wrong(
    "one-corrected",
    "both averages are corrected, that of the squares too",
    loses=ALL_ADAM,
    edit=("v / (1 - betas[1] ** t)", "v"),
)
adam.wrong(
    "one-corrected",
    loses=ALL_ADAM,
    edit=("m / (1 - betas[0] ** t), v", "m, v"),
)
adam.wrong(
    "correction-once",
    "the correction belongs to every step, with its own t",
    loses=ALL_ADAM,
    edit=(CORRECTED, "m_hat, v_hat = m / (1 - betas[0]), v / (1 - betas[1])"),
)
adam.wrong(
    "step-from-zero",
    "count the steps from 1: with t = 0 the correction divides by 0",
    loses=ALL_ADAM,
    edit=(
        '    t = state.get("t", 0) + 1\n',
        '    t = state.get("t", -1) + 1\n',
    ),
)
adam.wrong(
    "eps-in-root",
    "eps is added to the root, not under it",
    loses="adam_tiny_gradients",
    edit=("(np.sqrt(v_hat) + eps)", "np.sqrt(v_hat + eps)"),
)
adam.wrong(
    "eps-before-correction",
    "correct v first, and then add eps to its root",
    loses="adam_like_torch adam_tiny_gradients",
    edit=(
        "(np.sqrt(v_hat) + eps)",
        "((np.sqrt(v) + eps) / np.sqrt(1 - betas[1] ** t))",
    ),
)
adam.wrong(
    "no-eps",
    "without eps a parameter that never had a gradient becomes nan",
    loses="adam_tiny_gradients",
    edit=("(np.sqrt(v_hat) + eps)", "np.sqrt(v_hat)"),
)
adam.wrong(
    "corrected-kept",
    "keep m and v uncorrected: the correction is for this step only",
    loses=ALL_ADAM,
    edit=(
        "    state.update(t=t, m=m, v=v)\n    " + CORRECTED,
        "    " + CORRECTED + "\n    state.update(t=t, m=m_hat, v=v_hat)",
    ),
)
adam.wrong(
    "betas-swapped",
    "the first beta is that of the gradients, the second that of the squares",
    loses=ALL_ADAM,
    edit=(
        '    t = state.get("t", 0) + 1\n',
        '    t = state.get("t", 0) + 1\n    betas = betas[1], betas[0]\n',
    ),
)
adam.wrong(
    "square-of-average",
    "v averages the squares of g; it is not the square of the average",
    loses=ALL_ADAM,
    edit=("(1 - betas[1]) * g**2", "(1 - betas[1]) * m**2"),
)
adam.wrong(
    "share-forgotten",
    "in an average the new gradient has the weight 1 - beta",
    loses=ALL_ADAM,
    edit=("(1 - betas[0]) * g\n", "g\n"),
)
adam.wrong(
    "gradient-for-average",
    "the step goes along the average m, not along g",
    loses=ALL_ADAM,
    edit=("lr * m_hat", "lr * g"),
)
adam.wrong(
    "state-empty-at-first",
    EMPTY_AT_FIRST,
    loses=ALL_ADAM,
    edit=('state.get("m", 0)', 'state["m"]'),
)
adam.wrong(
    "state-not-filled",
    NOT_FILLED,
    loses=ALL_ADAM,
    edit=("    state.update(t=t, m=m, v=v)\n", "    state = dict(t=t, m=m, v=v)\n"),
)
adam.wrong(
    "shared-state",
    "other parameters have another state: use the one you are given",
    loses="adam_like_torch adam_tiny_gradients",
    edit=(
        '    t = state.get("t", 0) + 1\n',
        '    t = adam.__dict__["t"] = adam.__dict__.get("t", 0) + 1\n',
    ),
)
adam.wrong(
    "flat-state",
    "m and v have the shape of p, whatever it is; p may be a matrix",
    loses="adam_like_torch",
    edit=(
        '    t = state.get("t", 0) + 1\n',
        '    for name in "mv":\n'
        "        state.setdefault(name, np.zeros(len(p)))\n"
        '    t = state.get("t", 0) + 1\n',
    ),
)
adam.wrong(
    "whole-array",
    "each parameter has its own squares: nothing is summed over the array",
    loses=ALL_ADAM,
    edit=("g**2", "(g**2).sum()"),
)

# ------------------------------------------------------------------------------- adamw
adamw = exercise("adamw")


@adamw.right("weighted means of all earlier gradients; one sum of both parts")
def _():
    def adamw(p, g, state, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        past = state.setdefault("past", [])
        past.append(np.array(g, dtype=float))
        ages = np.arange(len(past))[::-1]
        mean = np.average(past, axis=0, weights=float(betas[0]) ** ages)
        square = np.average(np.square(past), axis=0, weights=float(betas[1]) ** ages)
        return p - lr * (mean / (np.sqrt(square) + eps) + np.multiply(weight_decay, p))


@adamw.right("in plain loops, one number at a time")
def _():
    def adamw(p, g, state, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        a, b = betas
        state["steps"] = state.get("steps", 0) + 1
        new = p.copy()
        for place in np.ndindex(p.shape):
            slope, (m, v) = float(g[place]), state.get(place, (0.0, 0.0))
            m, v = a * m + (1 - a) * slope, b * v + (1 - b) * slope * slope
            state[place] = (m, v)
            v = v / (1 - b ** state["steps"])
            rate = lr / (1 - a ** state["steps"])
            new[place] = (1 - lr * weight_decay) * p[place] - rate * m / (v**0.5 + eps)
        return new


ALL_ADAMW = "adamw_by_hand adamw_like_torch adamw_tiny_gradients"
DECAY = "    p = p - lr * weight_decay * p\n"
STEP = "    return p - lr * m_hat / (np.sqrt(v_hat) + eps)"
adamw.wrong(
    "l2-in-adam",
    "the decay stays outside Adam: it is not added to the gradient",
    loses=ALL_ADAMW,
    edit=(DECAY, "    g = g + weight_decay * p\n"),
)
adamw.wrong(
    "decay-of-updated",
    "shrink the weights first, and then take Adam's step",
    loses=ALL_ADAMW,
    edit=(
        DECAY + '    t = state.get("t", 0) + 1\n'
        '    m = betas[0] * state.get("m", 0) + (1 - betas[0]) * g\n'
        '    v = betas[1] * state.get("v", 0) + (1 - betas[1]) * g**2\n'
        "    state.update(t=t, m=m, v=v)\n    " + CORRECTED + "\n" + STEP,
        '    t = state.get("t", 0) + 1\n'
        '    m = betas[0] * state.get("m", 0) + (1 - betas[0]) * g\n'
        '    v = betas[1] * state.get("v", 0) + (1 - betas[1]) * g**2\n'
        "    state.update(t=t, m=m, v=v)\n    "
        + CORRECTED
        + "\n    p = p - lr * m_hat / (np.sqrt(v_hat) + eps)\n"
        "    return p - lr * weight_decay * p",
    ),
)
adamw.wrong(
    "decay-without-rate",
    "the decay has the learning rate in it: lr times weight_decay",
    loses=ALL_ADAMW,
    edit=("p - lr * weight_decay * p", "p - weight_decay * p"),
)
adamw.wrong(
    "no-decay",
    "the weights shrink too, before the step",
    loses=ALL_ADAMW,
    edit=(DECAY, ""),
)
adamw.wrong(
    "decay-by-sign",
    "the decay takes a share of p, not the same from every weight",
    loses=ALL_ADAMW,
    edit=("weight_decay * p", "weight_decay * np.sign(p)"),
)
adamw.wrong(
    "decay-grows",
    "decay makes weights smaller: p - lr weight_decay p",
    loses=ALL_ADAMW,
    edit=("p - lr * weight_decay * p", "p + lr * weight_decay * p"),
)
adamw.wrong(
    "no-bias-correction",
    "m and v start at 0: divide each by 1 - beta**t",
    loses=ALL_ADAMW,
    edit=(CORRECTED, "m_hat, v_hat = m, v"),
)
adamw.wrong(
    "step-from-zero",
    "count the steps from 1: with t = 0 the correction divides by 0",
    loses=ALL_ADAMW,
    edit=(
        '    t = state.get("t", 0) + 1\n',
        '    t = state.get("t", -1) + 1\n',
    ),
)
adamw.wrong(
    "state-empty-at-first",
    EMPTY_AT_FIRST,
    loses=ALL_ADAMW,
    edit=('state.get("m", 0)', 'state["m"]'),
)
adamw.wrong(
    "state-not-filled",
    NOT_FILLED,
    loses=ALL_ADAMW,
    edit=("    state.update(t=t, m=m, v=v)\n", "    state = dict(t=t, m=m, v=v)\n"),
)
adamw.wrong(
    "flat-state",
    "m and v have the shape of p, whatever it is; p may be a matrix",
    loses="adamw_like_torch",
    edit=(
        '    t = state.get("t", 0) + 1\n',
        '    for name in "mv":\n'
        "        state.setdefault(name, np.zeros(len(p)))\n"
        '    t = state.get("t", 0) + 1\n',
    ),
)
adamw.wrong(
    "eps-in-root",
    "eps is added to the root, not under it",
    loses="adamw_tiny_gradients",
    edit=("(np.sqrt(v_hat) + eps)", "np.sqrt(v_hat + eps)"),
)
adamw.wrong(
    "idle-weights-kept",
    "a weight without a gradient decays like all others",
    loses="adamw_tiny_gradients",
    edit=("weight_decay * p", "weight_decay * p * (g != 0)"),
)

# Adam's own mistakes, in an AdamW that was copied from it or calls it.
for name in (
    "one-corrected",
    "correction-once",
    "corrected-kept",
    "betas-swapped",
    "square-of-average",
    "share-forgotten",
    "gradient-for-average",
):
    for number, known in enumerate([w for w in adam.wrongs if w.name == name]):
        says = None if number else known.says
        adamw.wrong(name, says, loses=ALL_ADAMW, edit=known.edit)

# ------------------------------------------------------------------ cosine_with_warmup
cosine = exercise("cosine_with_warmup")


@cosine.right("the square of the cosine of half the angle")
def _():
    import math

    def cosine_with_warmup(step, base, warmup, total, minimum=0.0):
        if step >= total:
            return minimum
        if warmup and step + 1 <= warmup:
            return base - base * (warmup - 1 - step) / warmup
        angle = math.pi / 2 * (step - warmup) / (total - warmup)
        return minimum * math.sin(angle) ** 2 + base * math.cos(angle) ** 2


@cosine.right("in plain loops, the whole schedule as a list")
def _():
    def cosine_with_warmup(step, base, warmup, total, minimum=0.0):
        rates = []
        for number in range(warmup):
            rates.append(base / warmup * (number + 1))
        turn = np.exp(1j * np.pi / (total - warmup))
        place = 1.0
        while len(rates) < total:
            rates.append((base + minimum) / 2 + (base - minimum) / 2 * np.real(place))
            place = place * turn
        return rates[step] if step < total else minimum


ALL_COSINE = "cosine_by_hand cosine_edges"
cosine.wrong(
    "off-by-one-warmup",
    "step 0 has the rate base / warmup, not 0",
    loses=ALL_COSINE,
    edit=("(step + 1) / warmup", "step / warmup"),
)
cosine.wrong(
    "clock-not-restarted",
    "the cosine begins where the warm-up ends, not at step 0",
    loses=ALL_COSINE,
    edit=("(step - warmup) / (total - warmup)", "step / total"),
)
cosine.wrong(
    "warmup-not-in-total",
    "total counts the warm-up too: total - warmup steps are left to cool",
    loses=ALL_COSINE,
    edit=("/ (total - warmup)", "/ total"),
)
cosine.wrong(
    "linear-decay",
    "the rate falls along a cosine, not along a line",
    loses=ALL_COSINE,
    edit=("(1 + np.cos(np.pi * share)) / 2", "(1 - share)"),
)
cosine.wrong(
    "quarter-wave",
    "half a wave of the cosine, from 1 to -1: its angle ends at pi",
    loses=ALL_COSINE,
    edit=("(1 + np.cos(np.pi * share)) / 2", "np.cos(np.pi / 2 * share)"),
)
cosine.wrong(
    "pi-forgotten",
    "the angle is pi times u; np.cos takes radians",
    loses=ALL_COSINE,
    edit=("np.cos(np.pi * share)", "np.cos(share)"),
)
cosine.wrong(
    "pi-forgotten",
    loses=ALL_COSINE,
    edit=("np.cos(np.pi * share)", "np.cos(180 * share)"),
)
cosine.wrong(
    "minimum-ignored",
    "the rate ends at `minimum`, not at 0",
    loses=ALL_COSINE,
    edit=("minimum + (base - minimum)", "base"),
)
cosine.wrong(
    "minimum-on-top",
    "between minimum and base lies base - minimum: the wave has that height",
    loses=ALL_COSINE,
    edit=("(base - minimum)", "base"),
)
cosine.wrong(
    "cut-at-minimum",
    "the wave itself ends at the minimum; it is not cut off there",
    loses=ALL_COSINE,
    edit=(
        "return minimum + (base - minimum) * (1 + np.cos(np.pi * share)) / 2",
        "return max(minimum, base * (1 + np.cos(np.pi * share)) / 2)",
    ),
)
cosine.wrong(
    "warmup-from-minimum",
    "the minimum plays no part in the warm-up",
    loses=ALL_COSINE,
    edit=(
        "return base * (step + 1) / warmup",
        "return minimum + (base - minimum) * (step + 1) / warmup",
    ),
)
cosine.wrong(
    "warmup-one-longer",
    "the warm-up has `warmup` steps: the last of them is warmup - 1",
    loses=ALL_COSINE,
    edit=("step < warmup", "step <= warmup"),
)
cosine.wrong(
    "rises-again",
    "from step `total` on the rate stays at the minimum",
    loses="cosine_edges",
    edit=(
        "min((step - warmup) / (total - warmup), 1)",
        "(step - warmup) / (total - warmup)",
    ),
)

cosine.equivalent("swap-arguments-758b47", because="min does not mind the order")

# ------------------------------------------------------------------- reduce_on_plateau
plateau = exercise("reduce_on_plateau")


@plateau.right("from all losses so far")
def _():
    class ReduceOnPlateau:
        def __init__(self, lr, factor=0.1, patience=10, minimum=0.0):
            self.lr, self.factor = lr, factor
            self.patience, self.minimum = patience, minimum
            self.losses, self.since = [], 0

        def step(self, loss):
            self.losses.append(loss)
            best_at = self.losses.index(min(self.losses))  # equal losses: the first
            self.since = max(self.since, best_at)
            if len(self.losses) - 1 - self.since > self.patience:
                self.since = len(self.losses) - 1
                self.lr *= self.factor
                if self.lr < self.minimum:
                    self.lr = self.minimum
            return self.lr


@plateau.right("in plain loops: everything again from the first epoch")
def _():
    class ReduceOnPlateau:
        def __init__(self, lr, factor=0.1, patience=10, minimum=0.0):
            self.start, self.factor = lr, factor
            self.patience, self.minimum = patience, minimum
            self.losses = []

        def step(self, loss):
            self.losses += [loss]
            best, forgiven, rate = self.losses[0], self.patience, self.start
            for other in self.losses[1:]:
                if other < best:
                    best, forgiven = other, self.patience
                elif forgiven:
                    forgiven -= 1
                else:
                    rate, forgiven = rate * self.factor, self.patience
                    rate = self.minimum if rate < self.minimum else rate
            return rate


ALL_PLATEAU = "plateau_by_hand plateau_like_torch"
plateau.wrong(
    "loss-sets-rate",
    "the loss decides when, not how much: the rate changes by `factor` only",
    loses=ALL_PLATEAU,
    edit=("        return self.lr\n", "        return self.lr * loss\n"),
)
plateau.wrong(
    "loss-sets-rate",
    loses=ALL_PLATEAU,
    edit=("self.lr * self.factor", "self.lr * self.best / loss"),
)
plateau.wrong(
    "loss-sets-rate",
    loses=ALL_PLATEAU,
    edit=("        return self.lr\n", "        return self.lr * loss / self.best\n"),
)
plateau.wrong(
    "patience-off-by-one",
    "`patience` bad epochs are forgiven; the one after them reduces the rate",
    loses=ALL_PLATEAU,
    edit=("self.bad > self.patience", "self.bad >= self.patience"),
)
plateau.wrong(
    "count-goes-on",
    "after a reduction the count of bad epochs starts again at 0",
    loses=ALL_PLATEAU,
    edit=(
        "            self.lr = max(self.lr * self.factor, self.minimum)\n"
        "            self.bad = 0\n",
        "            self.lr = max(self.lr * self.factor, self.minimum)\n",
    ),
)
plateau.wrong(
    "not-in-a-row",
    "only bad epochs in a row count: a new best sets the count to 0",
    loses=ALL_PLATEAU,
    edit=("self.best, self.bad = loss, 0\n", "self.best = loss\n"),
)
plateau.wrong(
    "compared-with-last",
    "compare with the best loss so far, not with the last one",
    loses=ALL_PLATEAU,
    edit=(
        "            self.bad += 1\n",
        "            self.best, self.bad = loss, self.bad + 1\n",
    ),
)
plateau.wrong(
    "equal-is-better",
    "a loss equal to the best is no improvement",
    loses=ALL_PLATEAU,
    edit=("loss < self.best", "loss <= self.best"),
)
plateau.wrong(
    "factor-subtracted",
    "the rate is multiplied by `factor`",
    loses=ALL_PLATEAU,
    edit=("self.lr * self.factor", "self.lr - self.factor"),
)
plateau.wrong(
    "no-minimum",
    "the rate does not fall below `minimum`",
    loses="plateau_like_torch",
    edit=("max(self.lr * self.factor, self.minimum)", "self.lr * self.factor"),
)
plateau.wrong(
    "best-forgotten",
    "a reduction leaves the best loss as it is",
    loses=ALL_PLATEAU,
    edit=(
        "            self.bad = 0\n        return",
        "            self.best, self.bad = np.inf, 0\n        return",
    ),
)
plateau.wrong(
    "best-forgotten",
    loses=ALL_PLATEAU,
    edit=(
        "            self.bad = 0\n        return",
        "            self.best, self.bad = loss, 0\n        return",
    ),
)
plateau.equivalent("swap-arguments-421254", because="max does not mind the order")
