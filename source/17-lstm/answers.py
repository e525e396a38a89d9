"""Known right and wrong answers to the exercises of 17-lstm.

A right answer earns every point of its exercise. A wrong one is named by its mistake,
loses exactly the tests it says, and has the sentence that a student is shown whose
answer gives the same (none where no sentence would help).
"""

import numpy as np

from autograder.authoring.bank import exercise

# ---------------------------------------------------------------------------- lstm_step
step = exercise("lstm_step")


@step.right("one matrix product for all gates")
def _():
    def stable_sigmoid(z):
        e = np.exp(-np.abs(z))
        return np.where(z >= 0, 1 / (1 + e), e / (1 + e))

    def lstm_step(x, h, c, weights):
        order = ("f", "o", "g", "i")
        top = np.hstack([weights["W_" + k] for k in order])
        low = np.hstack([weights["U_" + k] for k in order])
        bias = np.concatenate([weights["b_" + k] for k in order])
        z = np.hstack([x, h]) @ np.vstack([top, low]) + bias
        f, o, g, i = np.split(z, 4, axis=1)
        c = stable_sigmoid(f) * c + stable_sigmoid(i) * np.tanh(g)
        return stable_sigmoid(o) * np.tanh(c), c


@step.right("in plain loops")
def _():
    import math

    def sigmoid(z):
        return 1 / (1 + math.exp(-z)) if z > 0 else math.exp(z) / (1 + math.exp(z))

    def argument(k, unit, x, h, weights):
        total = float(weights["b_" + k][unit])
        for d in range(len(x)):
            total += x[d] * weights["W_" + k][d, unit]
        for other in range(len(h)):
            total += h[other] * weights["U_" + k][other, unit]
        return total

    def lstm_step(x, h, c, weights):
        new_h, new_c = [], []
        for row in range(len(x)):
            new_h.append([])
            new_c.append([])
            for unit in range(h.shape[1]):
                z = {k: argument(k, unit, x[row], h[row], weights) for k in "ifgo"}
                kept = sigmoid(z["f"]) * c[row, unit]
                new_c[-1].append(kept + sigmoid(z["i"]) * math.tanh(z["g"]))
                new_h[-1].append(sigmoid(z["o"]) * math.tanh(new_c[-1][-1]))
        return new_h, new_c


@step.right("einsum, and exp that may overflow to inf")
def _():
    def lstm_step(x, h, c, weights):
        gate = {}
        for k in ["i", "f", "g", "o"]:
            z = np.einsum("bd,dh->bh", x, weights["W_" + k]) + weights["b_" + k]
            z = z + np.einsum("bj,jh->bh", h, weights["U_" + k])
            gate[k] = np.tanh(z) if k == "g" else 1 / (1 + np.exp(-z))
        new = gate["f"] * c + gate["i"] * gate["g"]
        return gate["o"] * np.tanh(new), new


STEP = "lstm_step_by_hand lstm_step_like_torch lstm_step_at_the_limits"
step.wrong(
    "sigmoid-candidate",
    "the candidate is content, not a gate: tanh, so that it may be negative",
    loses=STEP,
    edit=(
        'np.tanh(z["g"] + weights["b_g"])',
        '1 / (1 + np.exp(-z["g"] - weights["b_g"]))',
    ),
)
step.wrong(
    "no-tanh-output",
    "the cell goes through tanh before the output gate shows it",
    loses=STEP,
    edit=("o * np.tanh(new_c)", "o * new_c"),
)
step.wrong(
    "swapped-gates",
    "the forget gate multiplies the old cell, the input gate the candidate",
    loses=STEP,
    edit=("i, f, o = (", "f, i, o = ("),
)
step.wrong(
    "previous-cell-lost",
    "the old cell stays, as far as the forget gate lets it",
    loses=STEP,
    edit=("f * c + i * np", "i * np"),
)
step.wrong(
    "forget-inverted",
    "a forget gate of 1 keeps the cell, 0 forgets it",
    loses=STEP,
    edit=("f * c +", "(1 - f) * c +"),
)
step.wrong(
    "coupled-gates",
    "the input gate has weights of its own; it is not 1 minus the forget gate",
    loses=STEP,
    edit=("+ i * np.tanh", "+ (1 - f) * np.tanh"),
)
step.wrong(
    "output-of-old-cell",
    "the output gate shows the new cell, not the old one",
    loses=STEP,
    edit=("np.tanh(new_c)", "np.tanh(c)"),
)
step.wrong(
    "states-swapped",
    "the hidden state comes first in the result, then the cell",
    loses=STEP,
    edit=("o * np.tanh(new_c), new_c", "new_c, o * np.tanh(new_c)"),
)
step.wrong(
    "transposed-u",
    "rows of h multiply U from the left",
    loses="lstm_step_like_torch",
    edit=('h @ weights[f"U_{k}"]', 'h @ weights[f"U_{k}"].T'),
)
step.wrong(
    "exp-overflows",
    "exp(1000) is no float: a gate that far open is 1, not nan",
    loses="lstm_step_at_the_limits",
    edit=(
        '(0.5 + 0.5 * np.tanh((z[k] + weights[f"b_{k}"]) / 2) for k in "ifo")',
        "(np.exp(v) / (1 + np.exp(v)) "
        'for v in (z[k] + weights[f"b_{k}"] for k in "ifo"))',
    ),
)
step.wrong(
    "cell-clipped",
    "the cell is a sum: it may grow beyond 1 and is not squashed",
    loses="lstm_step_like_torch lstm_step_at_the_limits",
    edit=("    return o *", "    new_c = np.clip(new_c, -1, 1)\n    return o *"),
)
step.wrong(
    "calls torch",
    loses="lstm_step_by_hand",
    edit=("np.tanh(new_c)", "torch.tanh(torch.tensor(new_c)).numpy()"),
)

# ------------------------------------------------------------------------- lstm_forward
forward = exercise("lstm_forward")


@forward.right("each sequence by itself, in plain loops")
def _():
    def lstm_forward(step, x, h0, c0, lengths=None):
        outputs = np.zeros((x.shape[0], x.shape[1], h0.shape[1]))
        last_h, last_c = [], []
        for row in range(len(x)):
            h, c = h0[row : row + 1], c0[row : row + 1]
            for t in range(x.shape[1] if lengths is None else lengths[row]):
                h, c = step(x[row : row + 1, t], h, c)
                outputs[row, t] = h[0]
            last_h.append(h[0])
            last_c.append(c[0])
        return outputs, np.array(last_h), np.array(last_c)


@forward.right("run on over padding, then pick the last real step")
def _():
    def lstm_forward(step, x, h0, c0, lengths=None):
        batch, steps, _ = x.shape
        ends = np.full(batch, steps) if lengths is None else np.array(lengths)
        states = [(h0, c0)]
        for t in range(steps):
            states.append(step(x[:, t], *states[-1]))
        h = np.array([h for h, _ in states])
        c = np.array([c for _, c in states])
        real = np.arange(steps) < ends[:, None]
        outputs = h[1:].transpose(1, 0, 2) * real[..., None]
        return outputs, h[ends, range(batch)], c[ends, range(batch)]


@forward.right("only the rows that still run are given to the step")
def _():
    def lstm_forward(step, x, h0, c0, lengths=None):
        h, c = np.array(h0, float), np.array(c0, float)
        outputs = np.zeros(x.shape[:2] + h.shape[1:])
        for t in range(x.shape[1]):
            rows = np.arange(len(x))
            if lengths is not None:
                rows = rows[np.asarray(lengths) > t]
            if len(rows):
                h[rows], c[rows] = step(x[rows, t], h[rows], c[rows])
                outputs[rows, t] = h[rows]
        return outputs, h, c


FORWARD = "lstm_forward_by_hand lstm_forward_from_any_state lstm_forward_lengths"
forward.wrong(
    "state-not-carried",
    "each step starts from the state that the step before left",
    loses=FORWARD,
    edit=("step(x[:, t], h, c)", "step(x[:, t], h0, c0)"),
)
forward.wrong(
    "cell-not-carried",
    "the cell is carried along as well, not only h",
    loses=FORWARD,
    edit=("step(x[:, t], h, c)", "step(x[:, t], h, c0)"),
)
forward.wrong(
    "step-states-swapped",
    "the step takes x, then h, then c",
    loses=FORWARD,
    edit=("step(x[:, t], h, c)", "step(x[:, t], c, h)"),
)
forward.wrong(
    "time-first",
    "the outputs are (B, T, H): the batch comes first, then time",
    loses=FORWARD,
    edit=("np.stack(outputs, axis=1)", "np.stack(outputs)"),
)
forward.wrong(
    "last-output-only",
    "the outputs of all steps are wanted, not only the last one",
    loses=FORWARD,
    edit=("np.stack(outputs, axis=1)", "outputs[-1]"),
)
forward.wrong(
    "states-swapped",
    "the hidden state comes first in the result, then the cell",
    loses=FORWARD,
    edit=("axis=1), h, c", "axis=1), c, h"),
)
forward.wrong(
    "reshape-not-transpose",
    "reshaping mixes batch and time; move the axes instead",
    loses=FORWARD,
    edit=(
        "np.stack(outputs, axis=1)",
        "np.stack(outputs).reshape(len(x), x.shape[1], -1)",
    ),
)
forward.wrong(
    "initial-state-ignored",
    "the first step starts from h0 and c0, not from zeros",
    loses="lstm_forward_from_any_state",
    edit=("h, c, outputs = h0, c0, []", "h, c, outputs = 0 * h0, 0 * c0, []"),
)
forward.wrong(
    "padding-read",
    "a sequence's state stays as it is after its last real step",
    loses="lstm_forward_by_hand lstm_forward_lengths",
    edit=(
        "h, c = np.where(real, new_h, h), np.where(real, new_c, c)",
        "h, c = new_h, new_c",
    ),
)
forward.wrong(
    "cell-reads-padding",
    "the cell, too, stays as it is after the last real step",
    loses="lstm_forward_by_hand lstm_forward_lengths",
    edit=("np.where(real, new_c, c)", "new_c"),
)
forward.wrong(
    "output-at-padding",
    "the outputs at padding are 0",
    loses="lstm_forward_by_hand lstm_forward_lengths",
    edit=("np.where(real, h, 0)", "h"),
)
forward.wrong(
    "last-column",
    "the last state is that of the last real step, not of the last column",
    loses="lstm_forward_by_hand lstm_forward_lengths",
    edit=("axis=1), h, c", "axis=1), outputs[-1], c"),
)
forward.wrong(
    "one-step-too-many",
    "a sequence of length 2 has the steps 0 and 1",
    loses="lstm_forward_by_hand lstm_forward_lengths",
    edit=("t < lengths", "t <= lengths"),
)
forward.wrong(
    "lengths-sorted",
    "the lengths come in any order: the long sequences need not be the first rows",
    loses="lstm_forward_lengths",
    edit=("(t < lengths)[:, None]", "(np.arange(len(x)) < sum(t < lengths))[:, None]"),
)
forward.wrong(
    "outputs-cut-short",
    "the outputs have T steps, also where all sequences are shorter",
    loses="lstm_forward_lengths",
    edit=(
        "in range(x.shape[1])",
        "in range(x.shape[1] if lengths is None else max(lengths))",
    ),
)
forward.wrong(
    "calls torch",
    loses="lstm_forward_by_hand",
    edit=(
        "np.stack(outputs, axis=1)",
        "torch.stack([torch.tensor(h) for h in outputs], dim=1)",
    ),
)

# ------------------------------------------------------------------------ lstm_backward
backward = exercise("lstm_backward")


@backward.right("all gates side by side, weights' gradients at the end")
def _():
    def lstm_backward(dh, x, weights, cache):
        batch, steps, hidden = dh.shape
        low = np.hstack([weights[f"U_{k}"] for k in "ofgi"])
        top = np.hstack([weights[f"W_{k}"] for k in "ofgi"])
        gates = [np.asarray(cache[k]) for k in "ofgi"]
        slopes = [
            s * (1 - s) if k != "g" else 1 - s * s
            for k, s in zip("ofgi", gates, strict=True)
        ]
        o, f, g, i = gates
        shown = np.tanh(cache["c"])[:, 1:]
        dz = np.zeros((batch, steps, 4 * hidden))
        to_h, to_c = np.zeros((batch, hidden)), np.zeros((batch, hidden))
        for t in range(steps - 1, -1, -1):
            to_h = to_h + dh[:, t]
            to_c = to_c + to_h * o[:, t] * (1 - shown[:, t] ** 2)
            parts = [to_h * shown[:, t], to_c * cache["c"][:, t], to_c * i[:, t]]
            parts.append(to_c * g[:, t])
            parts = [
                part * slope[:, t] for part, slope in zip(parts, slopes, strict=True)
            ]
            dz[:, t] = np.hstack(parts)
            to_h, to_c = dz[:, t] @ low.T, to_c * f[:, t]
        grads = {"x": dz @ top.T, "h0": to_h, "c0": to_c}
        dw = np.split(np.einsum("btd,bth->dh", x, dz), 4, axis=1)
        du = np.split(np.einsum("btj,bth->jh", cache["h"][:, :-1], dz), 4, axis=1)
        db = np.split(dz.sum(axis=(0, 1)), 4)
        for name, parts in (("W", dw), ("U", du), ("b", db)):
            grads |= {
                f"{name}_{k}": part for k, part in zip("ofgi", parts, strict=True)
            }
        return grads


@backward.right("in plain loops, a sequence and a unit at a time")
def _():
    import math

    def lstm_backward(dh, x, weights, cache):
        batch, steps, inputs = x.shape
        hidden = dh.shape[2]
        grads = {name: np.zeros(np.shape(w)) for name, w in weights.items()}
        grads["x"] = np.zeros(x.shape)
        grads["h0"] = np.zeros((batch, hidden))
        grads["c0"] = np.zeros((batch, hidden))
        for row in range(batch):
            to_h, to_c = [0.0] * hidden, [0.0] * hidden
            for t in range(steps)[::-1]:
                next_h, next_c = [0.0] * hidden, [0.0] * hidden
                for u in range(hidden):
                    i, f, g, o = (float(cache[k][row, t, u]) for k in "ifgo")
                    shown = math.tanh(cache["c"][row, t + 1, u])
                    at_h = to_h[u] + dh[row, t, u]
                    at_c = to_c[u] + at_h * o * (1 - shown * shown)
                    next_c[u] = at_c * f
                    arguments = {
                        "i": at_c * g * i * (1 - i),
                        "f": at_c * cache["c"][row, t, u] * f * (1 - f),
                        "g": at_c * i * (1 - g * g),
                        "o": at_h * shown * o * (1 - o),
                    }
                    for k, dz in arguments.items():
                        grads["b_" + k][u] += dz
                        for d in range(inputs):
                            grads["W_" + k][d, u] += dz * x[row, t, d]
                            grads["x"][row, t, d] += dz * weights["W_" + k][d, u]
                        for v in range(hidden):
                            grads["U_" + k][v, u] += dz * cache["h"][row, t, v]
                            next_h[v] += dz * weights["U_" + k][v, u]
                to_h, to_c = next_h, next_c
            grads["h0"][row], grads["c0"][row] = to_h, to_c
        return grads


@backward.right("by recursion from the front")
def _():
    def lstm_backward(dh, x, weights, cache):
        if x.shape[1] == 0:
            zero = {name: np.zeros(w.shape) for name, w in weights.items()}
            nothing = np.zeros_like(cache["h"][:, 0])
            return zero | {"x": np.zeros(x.shape), "h0": nothing, "c0": nothing}
        rest = {name: values[:, 1:] for name, values in cache.items()}
        after = lstm_backward(dh[:, 1:], x[:, 1:], weights, rest)
        i, f, g, o = (cache[k][:, 0] for k in "ifgo")
        shown = np.tanh(cache["c"][:, 1])
        at_h = dh[:, 0] + after["h0"]
        at_c = after["c0"] + at_h * o / np.cosh(cache["c"][:, 1]) ** 2
        dz = {
            "i": at_c * g * (i - i**2),
            "f": at_c * cache["c"][:, 0] * (f - f**2),
            "g": at_c * i * (1 + g) * (1 - g),
            "o": at_h * shown * (o - o**2),
        }
        dx = sum(dz[k] @ weights[f"W_{k}"].T for k in "ifgo")
        grads = {"x": np.concatenate([dx[:, None], after["x"]], axis=1)}
        grads["h0"] = sum(dz[k] @ weights[f"U_{k}"].T for k in "ifgo")
        grads["c0"] = at_c * f
        for k in "ifgo":
            grads[f"W_{k}"] = after[f"W_{k}"] + np.dot(x[:, 0].T, dz[k])
            grads[f"U_{k}"] = after[f"U_{k}"] + np.dot(cache["h"][:, 0].T, dz[k])
            grads[f"b_{k}"] = after[f"b_{k}"] + dz[k].sum(0)
        return grads


BACKWARD = "lstm_backward_by_hand lstm_backward_weights lstm_backward_to_the_start"
backward.wrong(
    "cell-path-only",
    "gradients go back through h and U as well, not only through the cell",
    loses=BACKWARD,
    edit=(
        'dh_back = sum(dz[k] @ weights[f"U_{k}"].T for k in "ifgo")',
        "dh_back = 0 * dh_t",
    ),
)
backward.wrong(
    "cell-path-only",
    loses=BACKWARD,
    edit=('weights[f"U_{k}"].T for k in "ifgo")', 'weights[f"U_{k}"].T for k in "o")'),
)
backward.wrong(
    "cell-path-lost",
    "the cell's gradient of the step after arrives at this step's cell",
    loses="lstm_backward_weights lstm_backward_to_the_start",
    edit=("* o * (1 - shown**2) + dc_back", "* o * (1 - shown**2)"),
)
backward.wrong(
    "cell-path-only",
    loses="lstm_backward_weights lstm_backward_to_the_start",
    edit=("dh_t = dh[:, t] + dh_back", "dh_t = dh[:, t]"),
)
backward.wrong(
    "output-tanh-lost",
    "on its way into the cell the gradient meets the slope of the tanh",
    loses=BACKWARD,
    edit=("dh_t * o * (1 - shown**2)", "dh_t * o"),
)
backward.wrong(
    "slope-at-argument",
    "the gates in the cache are values already: their slope is s (1 - s)",
    loses=BACKWARD,
    edit=(
        "        h_before,",
        "        i, f, o = (1 / (1 + np.exp(-s)) for s in (i, f, o))\n"
        "        h_before,",
    ),
)
backward.wrong(
    "slopes-forgotten",
    "each gate hands its gradient to its argument through its slope",
    loses=BACKWARD,
    edit=(
        """ * i * (1 - i),
            "f": dc_t * c_before * f * (1 - f),
            "g": dc_t * i * (1 - g**2),
            "o": dh_t * shown * o * (1 - o),
""",
        """,
            "f": dc_t * c_before,
            "g": dc_t * i,
            "o": dh_t * shown,
""",
    ),
)
backward.wrong(
    "tanh-of-old-cell",
    "what o shows is the tanh of the cell after the step",
    loses=BACKWARD,
    edit=('shown = np.tanh(cache["c"][:, t + 1])', 'shown = np.tanh(cache["c"][:, t])'),
)
backward.wrong(
    "candidate-as-sigmoid",
    "the candidate is a tanh: its slope is 1 - g squared",
    loses=BACKWARD,
    edit=("dc_t * i * (1 - g**2)", "dc_t * i * g * (1 - g)"),
)
backward.wrong(
    "cell-after-step",
    "the forget gate multiplies the cell from before the step",
    loses=BACKWARD,
    edit=("dc_t * c_before * f", 'dc_t * cache["c"][:, t + 1] * f'),
)
backward.wrong(
    "state-after-step",
    "U multiplies the h from before the step",
    loses="lstm_backward_by_hand lstm_backward_weights",
    edit=("h_before.T @ dz[k]", 'cache["h"][:, t + 1].T @ dz[k]'),
)
backward.wrong(
    "overwrite",
    "the weights are used at every step: add their gradients up",
    loses="lstm_backward_weights",
    edit=('grads[f"W_{k}"] += ', 'grads[f"W_{k}"] = '),
)
backward.wrong(
    "overwrite",
    loses="lstm_backward_weights",
    edit=('grads[f"b_{k}"] += ', 'grads[f"b_{k}"] = '),
)
backward.wrong(
    "batch-mean",
    "the rows of the batch are summed, not averaged",
    loses="lstm_backward_weights",
    edit=("dz[k].sum(axis=0)", "dz[k].mean(axis=0)"),
)
backward.wrong(
    "steps-reversed",
    "the loop runs backward, but the gradient of x[:, t] belongs to step t",
    loses="lstm_backward_to_the_start",
    edit=('grads["x"][:, t] +=', 'grads["x"][:, -1 - t] +='),
)
backward.wrong(
    "transposed-u",
    "rows of h multiply U from the left",
    loses="lstm_backward_weights lstm_backward_to_the_start",
    edit=('weights[f"U_{k}"].T for', 'weights[f"U_{k}"] for'),
)
backward.wrong(
    "calls torch",
    loses="lstm_backward_by_hand",
    edit=(
        'shown = np.tanh(cache["c"][:, t + 1])',
        'shown = torch.tanh(torch.tensor(cache["c"][:, t + 1])).numpy()',
    ),
)

# ----------------------------------------------------------------------------- gru_step
gru = exercise("gru_step")


@gru.right("both gates in one product")
def _():
    def gru_step(x, h, weights):
        size = h.shape[1]
        both = np.concatenate([x, h], axis=1) @ np.block(
            [[weights["W_z"], weights["W_r"]], [weights["U_z"], weights["U_r"]]]
        )
        both += np.concatenate([weights["b_z"], weights["b_r"]])
        gates = 1 / (1 + np.exp(-both))
        z, r = gates[:, :size], gates[:, size:]
        past = r * (h @ weights["U_n"] + weights["c_n"])
        n = np.tanh(x @ weights["W_n"] + weights["b_n"] + past)
        return n + z * (h - n)


@gru.right("in plain loops")
def _():
    import math

    def times(row, matrix, unit):
        return sum(float(a) * float(w[unit]) for a, w in zip(row, matrix, strict=True))

    def sigmoid(v):
        return (1 + math.tanh(v / 2)) / 2

    def gru_step(x, h, weights):
        result = []
        for a, s in zip(x, h, strict=True):
            result.append([])
            for u in range(len(s)):
                fx = {k: times(a, weights["W_" + k], u) for k in "rzn"}
                fh = {k: times(s, weights["U_" + k], u) for k in "rzn"}
                r = sigmoid(fx["r"] + fh["r"] + weights["b_r"][u])
                z = sigmoid(fx["z"] + fh["z"] + weights["b_z"][u])
                past = r * (fh["n"] + weights["c_n"][u])
                n = math.tanh(fx["n"] + weights["b_n"][u] + past)
                result[-1].append((1 - z) * n + z * s[u])
        return result


GRU = "gru_step_by_hand gru_step_like_torch gru_step_at_the_limits"
gru.wrong(
    "reset-after",
    "the reset gate multiplies h U_n + c_n, after the matrix product",
    loses="gru_step_by_hand gru_step_like_torch",
    edit=(
        'r * (from_h["n"] + weights["c_n"])',
        '(r * h) @ weights["U_n"] + weights["c_n"]',
    ),
)
gru.wrong(
    "reset-after",
    loses="gru_step_like_torch",
    edit=(
        'r * (from_h["n"] + weights["c_n"])',
        '(r * h) @ weights["U_n"] + r * weights["c_n"]',
    ),
)
gru.wrong(
    "update-inverted",
    "an update gate of 1 keeps the old state, 0 takes the candidate",
    loses=GRU,
    edit=("(1 - z) * n + z * h", "z * n + (1 - z) * h"),
)
gru.wrong(
    "no-reset",
    "the reset gate decides how much of the past the candidate sees",
    loses=GRU,
    edit=('r * (from_h["n"] + weights["c_n"])', '(from_h["n"] + weights["c_n"])'),
)
gru.wrong(
    "reset-of-everything",
    "the reset gate multiplies what comes from h, not what comes from x",
    loses=GRU,
    edit=(
        'from_x["n"] + r * (from_h["n"] + weights["c_n"])',
        'r * (from_x["n"] + from_h["n"] + weights["c_n"])',
    ),
)
gru.wrong(
    "reset-for-update",
    "r is the reset gate, z the update gate",
    loses=GRU,
    edit=("r, z = (", "z, r = ("),
)
gru.wrong(
    "second-bias-lost",
    "the candidate has a second bias, c_n, beside h U_n",
    loses="gru_step_by_hand gru_step_like_torch",
    edit=('(from_h["n"] + weights["c_n"])', 'from_h["n"]'),
)
gru.wrong(
    "transposed-u",
    "rows of h multiply U from the left",
    loses="gru_step_like_torch",
    edit=('h @ weights[f"U_{k}"]', 'h @ weights[f"U_{k}"].T'),
)
gru.wrong(
    "exp-overflows",
    "exp(1000) is no float: a gate that far open is 1, not nan",
    loses="gru_step_at_the_limits",
    edit=(
        '(0.5 + 0.5 * np.tanh((from_x[k] + from_h[k]) / 2) for k in "rz")',
        '(np.exp(v) / (1 + np.exp(v)) for v in (from_x[k] + from_h[k] for k in "rz"))',
    ),
)
gru.wrong(
    "calls torch",
    loses="gru_step_by_hand",
    edit=("    return (1 - z)", "    n = torch.tensor(n).numpy()\n    return (1 - z)"),
)

# ---------------------------------------------------------------------- parameter_count
count = exercise("parameter_count")


@count.right("a formula for each cell")
def _():
    def parameter_count(cell, inputs, hidden, layers=1):
        def layer(width):
            one = width * hidden + hidden * hidden + hidden
            if cell == "rnn":
                return one
            return 4 * one if cell == "lstm" else 3 * one + hidden

        return layer(inputs) + (layers - 1) * layer(hidden)


@count.right("counting the arrays, one by one")
def _():
    def parameter_count(cell, inputs, hidden, layers=1):
        total = 0
        for layer in range(layers):
            width = hidden if layer else inputs
            for gate in {"rnn": "h", "lstm": "ifgo", "gru": "rzn"}[cell]:
                arrays = [np.empty((width, hidden)), np.empty((hidden, hidden))]
                arrays += [np.empty(hidden)] * (2 if gate == "n" else 1)
                total += sum(array.size for array in arrays)
        return total


COUNT = "parameter_count_by_hand parameter_count_of_stacks"
count.wrong(
    "gates-stored",
    "gates are computed at every step; only W, U and b are learnt",
    loses=COUNT,
    edit=('"lstm": (4, 4), "gru": (3, 4)', '"lstm": (4, 8), "gru": (3, 7)'),
)
count.wrong(
    "two-biases",
    "one bias a gate here; only the GRU's candidate has two",
    loses=COUNT,
    edit=(
        '"rnn": (1, 1), "lstm": (4, 4), "gru": (3, 4)',
        '"rnn": (1, 2), "lstm": (4, 8), "gru": (3, 6)',
    ),
)
count.wrong("two-biases", loses=COUNT, edit=('"gru": (3, 4)', '"gru": (3, 6)'))
count.wrong(
    "biases-forgotten",
    "every gate has a bias, too",
    loses=COUNT,
    edit=(" + biases)", ")"),
)
count.wrong(
    "second-bias-lost",
    "the candidate has a second bias, c_n, beside h U_n",
    loses=COUNT,
    edit=('"gru": (3, 4)', '"gru": (3, 3)'),
)
count.wrong(
    "candidate-uncounted",
    "the candidate has weights of its own, like a gate",
    loses=COUNT,
    edit=('"lstm": (4, 4), "gru": (3, 4)', '"lstm": (3, 3), "gru": (2, 2)'),
)
count.wrong(
    "gates-shared",
    "each gate has its own weights",
    loses=COUNT,
    edit=('"lstm": (4, 4), "gru": (3, 4)', '"lstm": (1, 4), "gru": (1, 4)'),
)
count.wrong(
    "no-recurrent-weights",
    "h is multiplied by weights, too: U has H x H of them",
    loses=COUNT,
    edit=("(inputs + hidden)", "inputs"),
)
count.wrong(
    "layers-read-the-input",
    "a layer above the first reads H numbers, not D",
    loses="parameter_count_of_stacks",
    edit=("        inputs = hidden\n", ""),
)
count.wrong(
    "layers-ignored",
    "each layer has weights of its own",
    loses="parameter_count_of_stacks",
    edit=("in range(layers)", "in range(1)"),
)
count.wrong(
    "calls torch",
    loses="parameter_count_by_hand",
    edit=("return total", "return int(torch.tensor(total))"),
)

# ------------------------------------------------------------------------- memory_after
memory = exercise("memory_after")


@memory.right("step by step")
def _():
    import math

    def memory_after(steps, forget_bias, gain=0.0):
        if forget_bias >= 0:
            forget = 1 / (1 + math.exp(-forget_bias))
        else:
            forget = math.exp(forget_bias) / (1 + math.exp(forget_bias))
        through_h = 0.5 * gain * 0.5  # output gate, gain, input gate
        nudge = 1.0
        for _ in range(steps):
            nudge = forget * nudge + through_h * nudge
        return nudge


@memory.right("a matrix of both states, to a power")
def _():
    def memory_after(steps, forget_bias, gain=0.0):
        forget = 1 / (1 + np.exp(-forget_bias))
        to_cell = np.array([forget, gain / 2])  # from the cell, from h
        step = np.array([to_cell, to_cell / 2])  # h is half of the new cell
        start = np.array([1.0, 0.5])
        return float((np.linalg.matrix_power(step, steps) @ start)[0])


@memory.right("forward derivatives along a run of the unit itself")
def _():
    def memory_after(steps, forget_bias, gain=0.0):
        forget = 1 / (1 + np.exp(-forget_bias))
        c, dc = 0.0, 1.0
        for _ in range(steps):
            h, dh = np.tanh(c) / 2, dc * (1 - np.tanh(c) ** 2) / 2
            g, dg = np.tanh(gain * h), gain * dh * (1 - np.tanh(gain * h) ** 2)
            c, dc = forget * c + g / 2, forget * dc + dg / 2
        return dc


MEMORY = "memory_after_by_hand memory_after_many_steps memory_after_with_gain"
memory.wrong(
    "no-explosion",
    "gates ease vanishing only: the way through h can push the factor above 1",
    loses="memory_after_by_hand memory_after_with_gain",
    edit=("(forget + gain / 4) ** steps", "forget**steps"),
)
memory.wrong(
    "no-explosion",
    loses="memory_after_by_hand memory_after_with_gain",
    edit=("(forget + gain / 4) ** steps", "min(forget + gain / 4, 1.0) ** steps"),
)
memory.wrong(
    "bias-is-the-gate",
    "the forget gate is the sigmoid of its bias",
    loses=MEMORY,
    edit=("forget = 0.5 + 0.5 * np.tanh(forget_bias / 2)", "forget = forget_bias"),
)
memory.wrong(
    "tanh-gate",
    "the forget gate is a sigmoid, not a tanh",
    loses=MEMORY,
    edit=("0.5 + 0.5 * np.tanh(forget_bias / 2)", "np.tanh(forget_bias)"),
)
memory.wrong(
    "loss-not-compounded",
    "each step keeps a share of what the step before left: a power, not a product",
    loses=MEMORY,
    edit=("(forget + gain / 4) ** steps", "1 - steps * (1 - forget - gain / 4)"),
)
memory.wrong(
    "half-a-loop",
    "the loop passes two gates that are half open, on its way out and in",
    loses="memory_after_by_hand memory_after_with_gain",
    edit=("gain / 4", "gain / 2"),
)
memory.wrong(
    "roads-multiplied",
    "two roads lead to the next cell: what arrives on them is added",
    loses="memory_after_by_hand memory_after_with_gain",
    edit=("(forget + gain / 4) ** steps", "(forget * (1 + gain / 4)) ** steps"),
)
memory.wrong(
    "power-before-sum",
    "every step has both roads: add them first, then take the power",
    loses=MEMORY,
    edit=("(forget + gain / 4) ** steps", "forget**steps + (gain / 4) ** steps"),
)
memory.wrong(
    "no-step-made",
    "after 0 steps everything is still there",
    loses="memory_after_many_steps",
    edit=("** steps", "** max(steps, 1)"),
)
memory.wrong(
    "exp-overflows",
    "exp(1000) is no float: a gate that far open is 1, not nan",
    loses="memory_after_many_steps",
    edit=(
        "0.5 + 0.5 * np.tanh(forget_bias / 2)",
        "np.exp(forget_bias) / (1 + np.exp(forget_bias))",
    ),
)
memory.wrong(
    "sign-lost",
    "gain and factor may be negative: keep their signs",
    loses="memory_after_with_gain",
    edit=("(forget + gain / 4)", "abs(forget + gain / 4)"),
)
memory.wrong(
    "sign-lost",
    loses="memory_after_with_gain",
    edit=("gain / 4", "abs(gain) / 4"),
)
memory.wrong(
    "calls torch",
    loses="memory_after_by_hand",
    edit=(
        "0.5 + 0.5 * np.tanh(forget_bias / 2)",
        "float(torch.sigmoid(torch.tensor(forget_bias).double()))",
    ),
)
