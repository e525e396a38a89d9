"""Known right and known wrong answers to the exercises of 03-backprop.

A right answer earns every point of its exercise. A wrong one is named by its mistake,
loses exactly the tests it says, and has the sentence that a student is shown whose
answer gives the same (none where no sentence would help).
"""

import numpy as np

from autograder.authoring.bank import exercise

# ------------------------------------------------------------------------------- value
value = exercise("value")


@value.right("differences and quotients from sums, products and powers")
def _():
    import math

    class Value:
        def __init__(self, data, parents=()):
            self.data, self.grad, self.parents = data, 0.0, parents

        @staticmethod
        def of(number):
            return number if isinstance(number, Value) else Value(number)

        def __add__(self, other):
            other = Value.of(other)
            return Value(self.data + other.data, ((other, 1), (self, 1)))

        def __mul__(self, other):
            other = Value.of(other)
            pairs = ((self, other.data), (other, self.data))
            return Value(self.data * other.data, pairs)

        def __sub__(self, other):
            return self + Value.of(other) * -1

        def __rsub__(self, number):
            return self * -1 + number

        def __truediv__(self, other):
            return self * Value.of(other) ** -1

        def __rtruediv__(self, number):
            return self**-1 * number

        def __pow__(self, n):
            return Value(self.data**n, [(self, n * self.data**n / self.data)])

        def exp(self):
            return Value(math.exp(self.data), [(self, math.exp(self.data))])

        def relu(self):
            return self * 1 if self.data > 0 else self * 0

        __radd__ = __add__
        __rmul__ = __mul__


@value.right("plain numbers are left out of the parents")
def _():
    def new(data, *pairs):
        return Value(data, [(p, slope) for p, slope in pairs if isinstance(p, Value)])

    class Value:
        def __init__(self, data, parents=()):
            self.data, self.grad, self.parents = data, 0.0, parents

        def __add__(self, other):
            right = getattr(other, "data", other)
            return new(self.data + right, (self, 1.0), (other, 1.0))

        def __sub__(self, other):
            right = getattr(other, "data", other)
            return new(self.data - right, (self, 1.0), (other, -1.0))

        def __mul__(self, other):
            right = getattr(other, "data", other)
            return new(self.data * right, (self, right), (other, self.data))

        def __truediv__(self, other):
            right = getattr(other, "data", other)
            slopes = 1 / right, -self.data / right**2
            return new(self.data / right, (self, slopes[0]), (other, slopes[1]))

        __radd__ = __add__
        __rmul__ = __mul__

        def __rsub__(self, number):
            return new(number - self.data, (self, -1.0))

        def __rtruediv__(self, number):
            return new(number / self.data, (self, -number / self.data**2))

        def __pow__(self, n):
            return new(self.data**n, (self, n * self.data ** (n - 1)))

        def exp(self):
            return new(np.exp(self.data), (self, np.exp(self.data)))

        def relu(self):
            on = float(self.data > 0)
            return new(on * self.data, (self, on))


value.wrong(
    "own-factor",
    "the slope of a b along a is b, the other factor",
    loses="value_by_hand value_of_two value_with_numbers",
    edit=(
        "((self, other.data), (other, self.data))",
        "((self, self.data), (other, other.data))",
    ),
)
value.wrong(
    "difference-slope",
    "a - b falls when b grows: its slope along b is -1",
    loses="value_by_hand value_of_two value_with_numbers",
    edit=("(other, -1.0)", "(other, 1.0)"),
)
value.wrong(
    "quotient-sign",
    "the slope of a / b along b is -a / b**2: mind the minus",
    loses="value_by_hand value_of_two value_with_numbers",
    edit=("-ratio / other.data", "ratio / other.data"),
)
value.wrong(
    "quotient-constant",
    "a / b changes with b too: record its slope along b",
    loses="value_by_hand value_of_two value_with_numbers",
    edit=(
        "((self, 1 / other.data), (other, -ratio / other.data))",
        "((self, 1 / other.data),)",
    ),
)
value.wrong(
    "one-pair-a-parent",
    "in a * a both operands are the same Value, and each has its pair",
    loses="value_of_two",
    edit=(
        "((self, other.data), (other, self.data)))",
        "tuple({self: other.data, other: self.data}.items()))",
    ),
)
value.wrong(
    "power-kept",
    "the slope of a ** n is n a ** (n - 1)",
    loses="value_by_hand value_of_one",
    edit=("self.data ** (n - 1)", "self.data**n"),
)
value.wrong(
    "power-without-factor",
    "the slope of a power has the exponent as a factor",
    loses="value_by_hand value_of_one",
    edit=("n * self.data ** (n - 1)", "self.data ** (n - 1)"),
)
value.wrong(
    "exp-slope",
    "the slope of exp is its result, not its input",
    loses="value_by_hand value_of_one",
    edit=("((self, result),)", "((self, self.data),)"),
)
value.wrong(
    "relu-slope-one",
    "where relu gives 0, its slope is 0 as well",
    loses="value_by_hand value_of_one",
    edit=("1.0 if self.data > 0 else 0.0", "1.0"),
)
value.wrong(
    "relu-slope-at-zero",
    "at 0 the slope of relu is 0",
    loses="value_of_one",
    edit=("self.data > 0", "self.data >= 0"),
)
value.wrong(
    "reflected",
    "3 - a is not a - 3: in __rsub__ the number comes first",
    loses="value_with_numbers",
    edit=("Value(number) - self", "self - number"),
)
value.wrong(
    "needs-a-value",
    "the other operand may be a plain number: make it a Value",
    loses="value_by_hand value_with_numbers",
    edit=(
        "other = Value.of(other)\n        return Value(self.data + ",
        "return Value(self.data + ",
    ),
)
for mutant in ("a037b1", "68dcf8", "25baf0", "0cd48b"):
    value.equivalent(f"swap-items-{mutant}", because="the order of the parents is free")
value.equivalent("swap-arguments-13d024", because="max does not mind the order")

# ----------------------------------------------------------------------------- backward
backward = exercise("backward")


@backward.right("counting the uses of each node")
def _():
    class Node:
        def __init__(self, data, parents=()):
            self.data, self.grad, self.parents = data, 0.0, parents

    def backward(output):
        waiting, found = {}, [output]
        for node in found:
            for parent, _ in node.parents:
                if parent not in waiting:
                    found.append(parent)
                waiting[parent] = waiting.get(parent, 0) + 1
        output.grad, ready = 1.0, [output]
        for node in ready:
            for parent, slope in node.parents:
                parent.grad += slope * node.grad
                waiting[parent] -= 1
                if waiting[parent] == 0:
                    ready.append(parent)


@backward.right("every path on its own")
def _():
    class Node:
        def __init__(self, data, parents=()):
            self.data, self.grad, self.parents = data, 0.0, parents

    def backward(output, arriving=1.0):
        output.grad += arriving
        for parent, slope in output.parents:
            backward(parent, slope * arriving)


@backward.right("in plain loops: new sums until nothing changes")
def _():
    class Node:
        def __init__(self, data, parents=()):
            self.data, self.grad, self.parents = data, 0.0, parents

    def backward(output):
        nodes = [output]
        for node in nodes:
            for parent, _ in node.parents:
                if all(parent is not known for known in nodes):
                    nodes.append(parent)
        for _ in nodes:  # no path is longer
            new = [1.0] + [0.0] * (len(nodes) - 1)
            for node in nodes:
                for parent, slope in node.parents:
                    new[nodes.index(parent)] += slope * node.grad
            for node, grad in zip(nodes, new, strict=True):
                node.grad = grad


backward.wrong(
    "overwrite",
    "gradients that meet are added; yours keeps the last one",
    loses="backward_by_hand backward_shared",
    edit=("parent.grad += slope", "parent.grad = slope"),
)
backward.wrong(
    "wrong-order",
    "hand a gradient on only when all its parts are in",
    loses="backward_by_hand backward_shared",
    edit=(
        "    visit(output)\n",
        "    order = [output]\n"
        "    for node in order:\n"
        "        order += [p for p, _ in node.parents if p not in order]\n"
        "    order.reverse()\n",
    ),
)
backward.wrong(
    "wrong-order",
    loses="backward_by_hand backward_shared",
    edit=(
        "            seen.add(node)\n"
        "            for parent, _ in node.parents:\n"
        "                visit(parent)\n"
        "            order.append(node)\n"
        "\n"
        "    visit(output)\n",
        "            seen.add(node)\n"
        "            order.append(node)\n"
        "            for parent, _ in node.parents:\n"
        "                visit(parent)\n"
        "\n"
        "    visit(output)\n"
        "    order.reverse()\n",
    ),
)
backward.wrong(
    "once-a-path",
    "a node hands its gradient on once, not once for each path to it",
    loses="backward_by_hand backward_shared",
    edit=("if node not in seen:", "if True:"),
)
backward.wrong(
    "no-chain",
    "multiply the local slope with the gradient that arrives",
    loses="backward_by_hand backward_shared backward_leaves_the_rest",
    edit=("slope * node.grad", "slope"),
)
backward.wrong(
    "own-value",
    "the derivative of y with respect to y is 1",
    loses="backward_by_hand backward_shared backward_leaves_the_rest",
    edit=("output.grad = 1.0", "output.grad = output.data"),
)
backward.wrong(
    "given-only",
    "every node keeps its gradient, also those in the middle",
    loses="backward_by_hand backward_shared backward_leaves_the_rest",
    edit=(
        "            parent.grad += slope * node.grad\n",
        "            parent.grad += slope * node.grad\n"
        "        if node.parents:\n"
        "            node.grad = 0.0\n",
    ),
)
backward.wrong(
    "twice-the-same",
    "a parent that comes twice gets a part for each time",
    loses="backward_shared",
    edit=(
        "for parent, slope in node.parents:",
        "for parent, slope in dict(node.parents).items():",
    ),
)
backward.wrong(
    "data-changed",
    "backward fills in grad; it changes no data",
    loses="backward_leaves_the_rest",
    edit=(
        "            parent.grad += slope * node.grad\n",
        "            parent.grad += slope * node.grad\n"
        "        node.data -= 0.1 * node.grad\n",
    ),
)
backward.wrong(
    "given-output",
    "a number without parents has derivative 1 with respect to itself too",
    loses="backward_leaves_the_rest",
    edit=(
        "    visit(output)\n",
        "    if not output.parents:\n        return\n    visit(output)\n",
    ),
)
backward.wrong(
    "no start",
    loses="backward_by_hand backward_shared backward_leaves_the_rest",
    edit=("    output.grad = 1.0\n", ""),
)

# ------------------------------------------------------------------- numerical_gradient
numerical = exercise("numerical_gradient")


@numerical.right("a basis of steps")
def _():
    def numerical_gradient(f, x, h=1e-5):
        steps = h * np.eye(x.size).reshape(x.size, *x.shape)
        slopes = [f(x + step) - f(x - step) for step in steps]
        return np.array(slopes).reshape(x.shape) / (2 * h)


@numerical.right("in plain loops, each entry put back")
def _():
    def numerical_gradient(f, x, h=1e-5):
        values = [float(v) for v in x.ravel()]
        result = []
        for i in range(len(values)):
            kept = values[i]
            values[i] = kept + h
            right = f(np.array(values).reshape(x.shape))
            values[i] = kept - h
            left = f(np.array(values).reshape(x.shape))
            values[i] = kept
            result.append((right - left) / 2 / h)
        return np.array(result).reshape(x.shape)


numerical.wrong(
    "forward-difference",
    "move to both sides: one side only is far less exact",
    loses="numerical_gradient_by_hand numerical_gradient_of_arrays",
    edit=("(f(right) - f(left)) / (2 * h)", "(f(right) - f(x)) / h"),
)
numerical.wrong(
    "one-h-apart",
    "the two points are 2 h apart",
    loses="numerical_gradient_by_hand numerical_gradient_of_arrays",
    edit=("/ (2 * h)", "/ h"),
)
numerical.wrong(
    "precedence",
    "a / 2 * h is a h / 2: put 2 * h in parentheses",
    loses="numerical_gradient_by_hand numerical_gradient_of_arrays",
    edit=("/ (2 * h)", "/ 2 * h"),
)
numerical.wrong(
    "all-at-once",
    "move one entry at a time, the others stay where they are",
    loses="numerical_gradient_by_hand numerical_gradient_of_arrays",
    edit=(
        "        right[i] += h\n        left[i] -= h\n",
        "        right += h\n        left -= h\n",
    ),
)
numerical.wrong(
    "never-put-back",
    "put an entry back before you move the next",
    loses="numerical_gradient_by_hand numerical_gradient_of_arrays",
    edit=(
        "    for i in np.ndindex(x.shape):\n        right, left = x.copy(), x.copy()\n",
        "    right, left = x.copy(), x.copy()\n    for i in np.ndindex(x.shape):\n",
    ),
)
numerical.wrong(
    "rows-move",
    "an entry of a matrix has two indices; x[i] moves a whole row",
    loses="numerical_gradient_of_arrays",
    edit=("np.ndindex(x.shape)", "range(len(x))"),
)
numerical.wrong(
    "h-ignored",
    "use the argument h, not 1e-5",
    loses="numerical_gradient_by_hand",
    edit=("    gradient = np", "    h = 1e-5\n    gradient = np"),
)
numerical.wrong(
    "changes its input",
    loses="numerical_gradient_by_hand numerical_gradient_of_arrays",
    edit=(
        "        right, left = x.copy(), x.copy()\n"
        "        right[i] += h\n"
        "        left[i] -= h\n"
        "        gradient[i] = (f(right) - f(left)) / (2 * h)\n",
        "        x[i] += h\n"
        "        right = f(x)\n"
        "        x[i] -= 2 * h\n"
        "        gradient[i] = (right - f(x)) / (2 * h)\n",
    ),
)

# ---------------------------------------------------------------------- linear_backward
linear = exercise("linear_backward")


@linear.right("sums over the named axes, without reshaping")
def _():
    def linear_backward(x, w, dout):
        batch = tuple(range(x.ndim - 1))
        dx = np.einsum("...m,dm->...d", dout, w)
        dw = np.tensordot(x, dout, axes=(batch, batch))
        return dx, dw, dout.sum(axis=batch)


@linear.right("in plain loops, example by example")
def _():
    def linear_backward(x, w, dout):
        dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), np.zeros(w.shape[1])
        for example in np.ndindex(x.shape[:-1]):
            for m in range(w.shape[1]):
                db[m] += dout[example][m]
                for d in range(w.shape[0]):
                    dx[example][d] += dout[example][m] * w[d, m]
                    dw[d, m] += x[example][d] * dout[example][m]
        return [dx, dw, db]


ALL_LINEAR = "linear_backward_by_hand linear_backward_sizes linear_backward_grid"
linear.wrong(
    "transposed",
    "dw has the shape of w: inputs down, outputs across",
    loses=ALL_LINEAR,
    edit=("rows.T @ drows", "drows.T @ rows"),
)
linear.wrong(
    "bias-mean",
    "db is the sum over the examples; a 1/N is in dout already",
    loses=ALL_LINEAR,
    edit=("drows.sum(axis=0)", "drows.mean(axis=0)"),
)
linear.wrong(
    "weight-mean",
    "dw is the sum over the examples; a 1/N is in dout already",
    loses=ALL_LINEAR,
    edit=("dw = rows.T @ drows", "dw = rows.T @ drows / len(rows)"),
)
linear.wrong(
    "bias-one",
    "y grows by 1 with the bias, so db sums dout, not ones",
    loses=ALL_LINEAR,
    edit=("drows.sum(axis=0)", "np.ones(w.shape[1])"),
)
linear.wrong(
    "dx-of-layer-alone",
    "dx passes on what arrives: dout belongs into it",
    loses=ALL_LINEAR,
    edit=("dout @ w.T", "np.ones_like(dout) @ w.T"),
)
linear.wrong(
    "other-order",
    "the order is dx, dw, db",
    loses=ALL_LINEAR,
    edit=("return dx, dw, db", "return dw, db, dx"),
)
linear.wrong(
    "squeezed",
    "with one output db is still an array, of shape (1,)",
    loses="linear_backward_sizes",
    edit=("drows.sum(axis=0)", "drows.sum(axis=0).squeeze()"),
)
linear.wrong(
    "first-axis-only",
    "db has one number an output: sum over every axis but the last",
    loses="linear_backward_grid",
    edit=("drows.sum(axis=0)", "dout.sum(axis=0)"),
)
linear.wrong(
    "one-dw-a-group",
    "all examples share one w: sum dw over every batch axis",
    loses="linear_backward_grid",
    edit=("rows.T @ drows", "np.swapaxes(x, -1, -2) @ dout"),
)
for mutant in ("constant-603a84", "constant-0b82ed"):
    linear.equivalent(mutant, because="numpy takes any negative size for the open one")

# ------------------------------------------------------------------ two_layer_gradients
two_layer = exercise("two_layer_gradients")


@two_layer.right("in plain loops, example by example")
def _():
    def two_layer_gradients(x, y, params):
        w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
        grads = {name: np.zeros(p.shape) for name, p in params.items()}
        for n in range(len(x)):
            z = [b1[j] + sum(x[n] * w1[:, j]) for j in range(len(b1))]
            for k in range(len(b2)):
                score = b2[k]
                for j in range(len(b1)):
                    score += max(z[j], 0.0) * w2[j, k]
                ds = 2 * (score - y[n, k]) / (y.shape[0] * y.shape[1])
                grads["b2"][k] += ds
                for j in range(len(b1)):
                    if z[j] > 0:
                        grads["w2"][j, k] += ds * z[j]
                        grads["b1"][j] += ds * w2[j, k]
                        for d in range(x.shape[1]):
                            grads["w1"][d, j] += ds * w2[j, k] * x[n, d]
        return grads


@two_layer.right("biases as weights of a constant input")
def _():
    def two_layer_gradients(x, y, params):
        def with_one(rows):
            return np.concatenate([rows, np.ones((len(rows), 1))], axis=1)

        first = np.vstack([params["w1"], params["b1"]])
        second = np.vstack([params["w2"], params["b2"]])
        h = np.einsum("nd,dh->nh", with_one(x), first).clip(min=0)
        ds = (with_one(h) @ second - y) * (2 / (len(y) * len(y[0])))
        dsecond = with_one(h).T @ ds
        dfirst = with_one(x).T @ np.where(h > 0, np.inner(ds, params["w2"]), 0)
        return {
            "b2": dsecond[-1],
            "w2": dsecond[:-1],
            "b1": dfirst[-1],
            "w1": dfirst[:-1],
        }


ALL_TWO = "two_layer_by_hand two_layer_sizes two_layer_at_zero"
two_layer.wrong(
    "relu-mask-of-output-gradient",
    "relu hands on the gradient where its input was positive",
    loses=ALL_TWO,
    edit=("dh * (z > 0)", "dh * (dh > 0)"),
)
two_layer.wrong(
    "backprop-updates",
    "backpropagation computes gradients; it changes no weight",
    loses=ALL_TWO,
    edit=(
        '    return {\n        "w1": x.T @ dz,\n        "b1": dz.sum(axis=0),\n'
        '        "w2": h.T @ dscores,\n        "b2": dscores.sum(axis=0),\n    }',
        '    return {\n        "w1": params["w1"] - x.T @ dz,\n'
        '        "b1": params["b1"] - dz.sum(axis=0),\n'
        '        "w2": params["w2"] - h.T @ dscores,\n'
        '        "b2": params["b2"] - dscores.sum(axis=0),\n    }',
    ),
)
two_layer.wrong(
    "backprop-updates",
    loses=ALL_TWO,
    edit=(
        "    dh = dscores",
        '    params = params | {"w2": params["w2"] - h.T @ dscores}\n    dh = dscores',
    ),
)
two_layer.wrong(
    "no-mask",
    "units that relu switched off get no gradient",
    loses=ALL_TWO,
    edit=("dh * (z > 0)", "dh"),
)
two_layer.wrong(
    "relu-not-applied",
    "the second layer saw what relu gave, not its input",
    loses=ALL_TWO,
    edit=("h.T @ dscores", "z.T @ dscores"),
)
two_layer.wrong(
    "two-forgotten",
    "the derivative of a square has a factor 2",
    loses=ALL_TWO,
    edit=("2 * (scores - y)", "(scores - y)"),
)
two_layer.wrong(
    "sum-not-mean",
    "the loss is a mean: divide by the number of elements",
    loses=ALL_TWO,
    edit=("(scores - y) / y.size", "(scores - y)"),
)
two_layer.wrong(
    "bias-forgotten",
    "the hidden layer has a bias, in the forward pass too",
    loses="two_layer_by_hand two_layer_sizes",
    edit=('x @ params["w1"] + params["b1"]', 'x @ params["w1"]'),
)
two_layer.wrong(
    "mean-over-examples",
    "the mean is over all N K elements, not over the N examples",
    loses="two_layer_sizes",
    edit=("y.size", "len(y)"),
)
two_layer.wrong(
    "relu-slope-at-zero",
    "at 0 the slope of relu is 0",
    loses="two_layer_at_zero",
    edit=("z > 0", "z >= 0"),
)
two_layer.wrong(
    "changes its input",
    loses=ALL_TWO,
    edit=(
        "    dh = dscores",
        '    params["w2"] -= 0.1 * (h.T @ dscores)\n    dh = dscores',
    ),
)
two_layer.equivalent(
    "swap-arguments-4e76b1", because="np.maximum does not mind the order"
)

# --------------------------------------------------------------------------- train_step
train = exercise("train_step")


@train.right("recursive, layer by layer")
def _():
    def train_step(weights, x, y, lr):
        found = []

        def back_through(i, h):
            if i == len(weights):
                found.append(((h - y) ** 2).mean())
                return (h - y) * (2 / (h.shape[0] * h.shape[1])), []
            z = h @ weights[i]
            last = i == len(weights) - 1
            dz, later = back_through(i + 1, z if last else z.clip(min=0))
            dz = dz if last else np.where(z > 0, dz, 0)
            return dz @ weights[i].T, [weights[i] - lr * h.T @ dz, *later]

        _, new_weights = back_through(0, x)
        return found[0], new_weights


@train.right("in plain loops, example by example")
def _():
    def train_step(weights, x, y, lr):
        new = [w.astype(float) for w in weights]
        loss = 0.0
        for row, target in zip(x, y, strict=True):
            inputs, out = [], [float(v) for v in row]
            for i, w in enumerate(weights):
                inputs.append([max(v, 0.0) for v in out] if i else out)
                out = [
                    sum(v * w[a, b] for a, v in enumerate(inputs[-1]))
                    for b in range(w.shape[1])
                ]
            loss += sum((o - t) ** 2 for o, t in zip(out, target, strict=True))
            grad = [2 * (o - t) / y.size for o, t in zip(out, target, strict=True)]
            for i in reversed(range(len(weights))):
                before = []
                for a, v in enumerate(inputs[i]):
                    for b, g in enumerate(grad):
                        new[i][a, b] -= lr * v * g
                    total = sum(weights[i][a, b] * g for b, g in enumerate(grad))
                    before.append(total if v > 0 else 0.0)
                grad = before
        return [loss / y.size, new]


ALL_TRAIN = "train_step_by_hand train_step_deep train_step_outputs"
train.wrong(
    "ascent",
    "the gradient points uphill: step against it",
    loses=ALL_TRAIN,
    edit=("w - lr * (h.T @ grad)", "w + lr * (h.T @ grad)"),
)
train.wrong(
    "update-before-all-gradients",
    "the gradient goes back through the old weights, not the new",
    loses="train_step_by_hand train_step_deep",
    edit=("(grad @ w.T)", "(grad @ new_weights[0].T)"),
)
train.wrong(
    "no-rate",
    "a step is lr times the gradient",
    loses=ALL_TRAIN,
    edit=("w - lr * (h.T @ grad)", "w - h.T @ grad"),
)
train.wrong(
    "two-forgotten",
    "the derivative of a square has a factor 2",
    loses=ALL_TRAIN,
    edit=("2 * error / error.size", "error / error.size"),
)
train.wrong(
    "loss-after-step",
    "the loss is that of the old weights, before the step",
    loses=ALL_TRAIN,
    edit=(
        "    return loss, new_weights",
        "    h = x\n"
        "    for w in new_weights[:-1]:\n"
        "        h = np.maximum(h @ w, 0)\n"
        "    loss = np.mean((h @ new_weights[-1] - y) ** 2)\n"
        "    return loss, new_weights",
    ),
)
train.wrong(
    "last-first",
    "return the new weights in the order of the layers",
    loses="train_step_by_hand train_step_deep",
    edit=("new_weights.insert(0, ", "new_weights.append("),
)
train.wrong(
    "no-mask",
    "units that relu switched off get no gradient",
    loses="train_step_by_hand train_step_deep",
    edit=("(grad @ w.T) * (h > 0)", "grad @ w.T"),
)
train.wrong(
    "relu-mask-of-output-gradient",
    "relu hands on the gradient where its input was positive",
    loses="train_step_by_hand train_step_deep",
    edit=("(grad @ w.T) * (h > 0)", "(grad @ w.T) * (grad @ w.T > 0)"),
)
train.wrong(
    "relu-at-the-end",
    "there is no relu after the last layer",
    loses=ALL_TRAIN,
    edit=(
        "inputs[-1] @ weights[-1] - y",
        "np.maximum(inputs[-1] @ weights[-1], 0) - y",
    ),
)
train.wrong(
    "relu-only-once",
    "relu stands after every layer but the last, not after the first only",
    loses="train_step_deep",
    edit=(
        "inputs = [x]\n    for w in weights[:-1]:\n"
        "        inputs.append(np.maximum(inputs[-1] @ w, 0))",
        "inputs = [x]\n    for w in weights[:-1]:\n"
        "        z = inputs[-1] @ w\n"
        "        inputs.append(z if len(inputs) > 1 else np.maximum(z, 0))",
    ),
)
train.wrong(
    "mean-over-examples",
    "the mean is over all N K elements, not over the N examples",
    loses="train_step_outputs",
    edit=("2 * error / error.size", "2 * error / len(error)"),
)
train.wrong(
    "changes its input",
    loses=ALL_TRAIN,
    edit=(
        "        grad = (grad @ w.T)",
        "        w[...] = new_weights[0]\n        grad = (grad @ w.T)",
    ),
)
train.equivalent("swap-arguments-f29e60", because="np.maximum does not mind the order")
train.equivalent("flag-eb3eaf", because="there are as many inputs as weights")
