# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Backpropagation
#
# A network learns by one question, asked again and again: *if this weight were a little
# larger, how would the loss change?* Backpropagation answers it for every weight at
# once, for about twice the price of computing the loss.
#
# You build it three times: for single numbers, in a machine that finds derivatives by
# itself (the core of what torch does); for arrays, by hand, in a network of two layers;
# and for any number of layers, in a training step that learns the picture below.
#
# It takes 60 to 90 minutes; the pictures take about 3 seconds in all. Everything is
# built by hand with numpy: an answer that uses `torch` or `check` (the autograder)
# loses the visible point of its exercise. No exercise needs your answer to another one.

# %%
import matplotlib.pyplot as plt
import numpy as np
import torch
from jaxtyping import Float

from autograder import check

# %% nbgrader={"grade_id": "see_the_goal", "show": true}
torch.set_num_threads(1)  # on a busy machine several threads wait for each other


class Shown:
    """A node of a picture: its number, its gradient, what it was computed from."""

    def __init__(self, data, grad, parents=()):
        self.data, self.grad, self.parents = data, grad, parents


def draw_graph(axes, output, names):
    """The graph below `output`, from left to right, with the local slopes on arrows."""
    columns, rows, boxes = {}, {}, {}

    def place(node):
        if node not in columns:
            columns[node] = max((place(p) + 1 for p, _ in node.parents), default=0)
        return columns[node]

    place(output)
    for node in columns:  # a given number stands just before its first use
        if not node.parents:
            uses = [columns[n] for n in columns if node in dict(n.parents)]
            columns[node] = min(uses, default=1) - 1
    for column in range(columns[output] + 1):
        members = [node for node in columns if columns[node] == column]
        zigzag = 0.35 * (-1) ** column if len(members) == 1 else 0.0
        for i, node in enumerate(members):
            rows[node] = (len(members) - 1) / 2 - i + zigzag
    for node, column in columns.items():
        name = f"{names[node]} = " if node in names else ""
        label = f"{name}{node.data:.4g}\ngrad {node.grad:.4g}"
        style = {"boxstyle": "round", "facecolor": "#dbe9f6", "edgecolor": "#4a7fb0"}
        text = axes.text(
            column, rows[node], label, ha="center", va="center", bbox=style
        )
        boxes[node] = text.get_bbox_patch()
    for node, column in columns.items():
        for parent, slope in node.parents:
            start, end = (columns[parent], rows[parent]), (column, rows[node])
            style = {"patchA": boxes[parent], "patchB": boxes[node], "shrinkA": 0}
            style |= {"arrowstyle": "->", "shrinkB": 2, "color": "0.5"}
            axes.annotate("", end, start, arrowprops=style)
            x, y = (0.5 * s + 0.5 * e for s, e in zip(start, end, strict=True))
            style = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
            axes.text(x, y, f"×{slope:.4g}", ha="center", va="center", bbox=style)
    axes.set_xlim(-0.5, columns[output] + 0.5)
    axes.set_ylim(min(rows.values()) - 0.5, max(rows.values()) + 0.5)
    axes.set_axis_off()
    axes.figure.set_size_inches(12, 3)
    if axes.figure.get_layout_engine() is None:  # wide panels: room for short arrows
        axes.figure.subplots_adjust(left=0.01, right=0.99, wspace=0.02)


def diamond(make):
    """y = c d with c = a b and d = c + a, at a = 2, b = 3, as nodes by their names."""
    a, b = make("a", 2.0), make("b", 3.0)
    c = make("c = ab", 6.0, ((a, 3.0), (b, 2.0)))
    d = make("d = c + a", 8.0, ((c, 1.0), (a, 1.0)))
    return make("y = cd", 48.0, ((c, 8.0), (d, 6.0)))


def draw_diamond(axes, make):
    names = {}

    def named(name, data, parents=()):
        node = make(name, data, parents)
        names[node] = name
        return node

    draw_graph(axes, diamond(named), names)


DIAMOND_GRADS = {"a": 48.0, "b": 28.0, "c = ab": 14.0, "d = c + a": 6.0, "y = cd": 1.0}


def moons(generator, n=100):
    """Two moons: points with a third column of ones (the bias), labels -1 and 1."""
    angle = np.linspace(0, np.pi, n)
    first = np.stack([np.cos(angle), np.sin(angle)], 1)
    points = np.concatenate([first, [1.0, 0.5] - first])
    points += generator.normal(scale=0.12, size=points.shape)
    labels = np.repeat([[-1.0], [1.0]], n, axis=0)
    return np.concatenate([points, np.ones((2 * n, 1))], 1), labels


def starting_weights(generator):
    sizes = [(3, 12), (12, 12), (12, 1)]
    return [generator.normal(scale=np.sqrt(2 / rows), size=(rows, columns))
            for rows, columns in sizes]  # fmt: skip


def draw_boundary(axes, weights):
    """The plane coloured by the network's output, the two moons on top."""
    across, up = np.meshgrid(np.linspace(-1.5, 2.5, 90), np.linspace(-1.1, 1.6, 60))
    h = np.stack([across, up, np.ones_like(up)], -1)
    for w in weights[:-1]:
        h = np.maximum(h @ w, 0)
    output = (h @ weights[-1])[..., 0]
    if not np.isfinite(output).all():
        axes.text(0.5, 1.38, "the output is not finite", ha="center")
    elif np.ptp(output) == 0:
        axes.text(0.5, 1.38, "the output is the same everywhere", ha="center")
    else:
        output, levels = np.clip(output, -1.5, 1.5), np.linspace(-1.5, 1.5, 13)
        axes.contourf(across, up, output, levels, cmap="RdBu_r", alpha=0.6)
        axes.contour(across, up, output, [0.0], colors="black")
    points, labels = moons(np.random.default_rng(0))
    for label, colour, name in ((-1, "tab:blue", "y = -1"), (1, "tab:red", "y = +1")):
        own = points[labels[:, 0] == label]
        axes.scatter(own[:, 0], own[:, 1], 8, colour, label=name)
    axes.set_xlabel("first input")
    axes.set_ylabel("second input")
    axes.legend(loc="lower left", fontsize=7)


def torch_trained(steps=400, lr=0.1):
    """What 400 steps of torch make of the starting weights."""
    points, labels = map(torch.tensor, moons(np.random.default_rng(0)))
    weights = [torch.tensor(w) for w in starting_weights(np.random.default_rng(1))]
    for w in weights:
        w.requires_grad_()
    for _ in range(steps):
        h = points
        for w in weights[:-1]:
            h = torch.relu(h @ w)
        grads = torch.autograd.grad(((h @ weights[-1] - labels) ** 2).mean(), weights)
        with torch.no_grad():
            for w, g in zip(weights, grads, strict=True):
                w -= lr * g
    return [w.detach().numpy() for w in weights]


moon_weights = torch_trained()
_, panels = plt.subplots(1, 2, layout="constrained")
draw_diamond(panels[0], lambda name, data, p=(): Shown(data, DIAMOND_GRADS[name], p))
panels[0].set_title("every number with its gradient: how y changes with it")
draw_boundary(panels[1], moon_weights)
panels[1].set_title("what the gradients are for: two moons, told apart")
plt.show()

# %% [markdown]
# ## 1. Numbers that remember
#
# To find derivatives later, record two things while computing: **what** a number was
# computed from (its *parents*), and **how fast** it changes with each of them (the
# *local slope*). A local slope looks at one operation only:
#
# | result | slope along $a$ | slope along $b$ |
# |---|---|---|
# | $a + b$ | $1$ | $1$ |
# | $a - b$ | $1$ | $-1$ |
# | $a\,b$ | $b$ | $a$ |
# | $a / b$ | $1 / b$ | $-a / b^2$ |
# | $a^n$, $n$ a plain number | $n\,a^{n-1}$ | |
# | $e^a$ | $e^a$ | |
# | $\operatorname{relu}(a) = \max(a, 0)$ | $1$ if $a > 0$, else $0$ | |
#
# At $a = 2, b = 4$: `a * b` is 8, with the parents `((a, 4.0), (b, 2.0))`. If $a$ grows
# by 0.01, the product grows by $4 \cdot 0.01$. So your `a * b` makes a new object:
# `Value(8.0, ((a, 4.0), (b, 2.0)))`, where `a` and `b` are the Values themselves. And
# `a ** 3` is `Value(8.0, ((a, 12.0),))`. Mind the last comma: one pair is still a tuple
# of pairs.
#
# Python calls `a.__sub__(3)` for `a - 3`. For `3 - a` it calls `a.__rsub__(3)`, as the
# number 3 knows nothing of a Value. `Value.of` makes a Value of a plain number.


# %% nbgrader={"grade_id": "value", "solution": true}
class Value:
    """A number that remembers what it was computed from.

    Attributes
    ----------
    data : float, the number
    grad : float, 0 here; the `backward` of part 2 can fill it
    parents : pairs (Value, local slope), one for each operand (two, if the same Value
        is both operands); empty for a number that was given. Plain numbers among the
        operands may be left out. An operation may also be put together from others
        (a - b = a + (-1) b): what counts is how the result changes with a and b.

    An operation gives a new Value and changes no operand.
    Source: Baydin et al. 2018, section 3.2. Built by hand: not using torch, check.
    """

    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = data, 0.0, parents

    @staticmethod
    def of(number):
        """`number` itself if it is a Value, otherwise a Value without parents."""
        return number if isinstance(number, Value) else Value(number)

    def __add__(self, other):
        """`self + other`; `other` is a Value or a plain number."""
        ### BEGIN SOLUTION
        other = Value.of(other)
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))
        ### END SOLUTION

    def __sub__(self, other):
        """`self - other`; `other` is a Value or a plain number."""
        ### BEGIN SOLUTION
        other = Value.of(other)
        return Value(self.data - other.data, ((self, 1.0), (other, -1.0)))
        ### END SOLUTION

    def __mul__(self, other):
        """`self * other`; `other` is a Value or a plain number."""
        ### BEGIN SOLUTION
        other = Value.of(other)
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))
        ### END SOLUTION

    def __truediv__(self, other):
        """`self / other`; `other` is a Value or a plain number, and not 0."""
        ### BEGIN SOLUTION
        other = Value.of(other)
        ratio = self.data / other.data
        return Value(ratio, ((self, 1 / other.data), (other, -ratio / other.data)))
        ### END SOLUTION

    __radd__ = __add__  # 3 + value
    __rmul__ = __mul__  # 3 * value

    def __rsub__(self, number):
        """`number - self`; `number` is a plain number."""
        ### BEGIN SOLUTION
        return Value(number) - self
        ### END SOLUTION

    def __rtruediv__(self, number):
        """`number / self`; `number` is a plain number, and `self` is not 0."""
        ### BEGIN SOLUTION
        return Value(number) / self
        ### END SOLUTION

    def __pow__(self, n):
        """`self ** n`; `n` is a plain number, and `self` is not 0."""
        ### BEGIN SOLUTION
        return Value(self.data**n, ((self, n * self.data ** (n - 1)),))
        ### END SOLUTION

    def exp(self):
        """e to the power `self`."""
        ### BEGIN SOLUTION
        result = np.exp(self.data)
        return Value(result, ((self, result),))
        ### END SOLUTION

    def relu(self):
        """The larger of `self` and 0; at 0 its slope is 0."""
        ### BEGIN SOLUTION
        return Value(max(self.data, 0.0), ((self, 1.0 if self.data > 0 else 0.0),))
        ### END SOLUTION


# %% nbgrader={"grade_id": "see_value", "show": true}
def bump(a):
    return 3 * a.relu() * (1 - a).exp() - 2 / (1 + a**2)


def slope_along(node, leaf):
    """The sum over all paths from `node` to `leaf` of the product of the slopes."""
    parents = getattr(node, "parents", ())
    return 1.0 if node is leaf else sum(s * slope_along(p, leaf) for p, s in parents)


def bump_by_torch(number):
    a = torch.tensor(number, dtype=torch.float64, requires_grad=True)
    y = bump(a)
    return y.item(), torch.autograd.grad(y, a)[0].item()


def bump_by_value(number):
    a = Value(number)
    y = bump(a)
    return y.data, slope_along(y, a)


def draw_tangents(axes, curve_and_slope):
    grid = np.linspace(-2.0, 4.0, 72)  # not at 0, where relu has a corner
    axes.plot(grid, [curve_and_slope(a)[0] for a in grid], label="data")
    for i, a in enumerate((-1.5, -0.5, 0.4, 1.0, 2.5)):
        y, slope = curve_and_slope(a)
        ends = np.array([-0.5, 0.5])
        label = "its slopes" if i == 0 else None
        axes.plot(a + ends, y + slope * ends, "C1", label=label)
    axes.set_ylim(-3.5, 4.0)  # whatever an answer gives
    axes.set_xlabel("a")
    axes.set_ylabel("3 relu(a) exp(1 - a) - 2 / (1 + a²)", fontsize=7)
    axes.legend()


check.beside(
    target=lambda: bump_by_torch, yours=lambda: bump_by_value, draw=draw_tangents
)


# %% nbgrader={"grade_id": "value_by_hand", "points": 1}
# Visible test, 1 point: each operation once or twice, mostly at a = 2, b = 4
@check.test
def value_by_hand():
    @check.student_side
    def value_of(expression, **numbers):
        given = {name: Value(number) for name, number in numbers.items()}
        result = eval(expression, dict(given))

        def along(node, leaf):  # over all paths from the result to a given number
            try:
                pairs = [(p, slope) for p, slope in getattr(node, "parents", ())]
            except (TypeError, ValueError):
                problem = "`parents` must hold pairs, as in ((a, 12.0),)"
                raise TypeError(problem) from None
            return 1.0 if node is leaf else sum(s * along(p, leaf) for p, s in pairs)

        slopes = {f"slope along {name}": along(result, v) for name, v in given.items()}
        return {"data": getattr(result, "data", result)} | slopes

    def is_right(expression, numbers, data, **slopes):
        expected = {"data": data} | {f"slope along {n}": s for n, s in slopes.items()}
        check.call(value_of, expression, **numbers).gives(expected)

    check.by_hand(Value, not_using="torch check")
    two_and_four = {"a": 2.0, "b": 4.0}
    is_right("a + b", two_and_four, 6.0, a=1.0, b=1.0)
    is_right("a - b", two_and_four, -2.0, a=1.0, b=-1.0)
    is_right("a * b", two_and_four, 8.0, a=4.0, b=2.0)
    is_right("a / b", two_and_four, 0.5, a=0.25, b=-0.125)
    is_right("a ** 3", {"a": 2.0}, 8.0, a=12.0)
    is_right("a.exp()", {"a": float(np.log(3.0))}, 3.0, a=3.0)
    is_right("a.relu()", {"a": 2.0}, 2.0, a=1.0)
    is_right("a.relu() + a", {"a": -2.0}, -2.0, a=1.0)
    is_right("a + 1", {"a": 2.0}, 3.0, a=1.0)
    is_right("6 / a", {"a": 2.0}, 3.0, a=-1.5)


# %% nbgrader={"grade_id": "value_of_two", "points": 1}
# Hidden test, 1 point: +, -, *, / of two Values, also of the same one, and combined
### BEGIN HIDDEN TESTS
@check.test
def value_of_two():
    @check.student_side
    def value_of(expression, a, b):
        a, b = Value(a), Value(b)
        result = eval(expression, {"a": a, "b": b})

        def along(node, leaf):
            parents = getattr(node, "parents", ())
            return 1.0 if node is leaf else sum(s * along(p, leaf) for p, s in parents)

        return [result.data, along(result, a), along(result, b)]

    def by_torch(expression, *numbers):
        a, b = torch.tensor(numbers, dtype=torch.float64).requires_grad_().unbind()
        result = eval(expression, {"a": a, "b": b})
        grads = torch.autograd.grad(result, [a, b], materialize_grads=True)
        return torch.stack([result, *grads])

    for expression in ("b - a", "a * b", "b / a", "a * a", "b + b", "a / (a + b)"):
        for a, b in ((-1.5, 0.7), (3.0, -0.25)):
            expected = by_torch(expression, a, b)
            check.call(value_of, expression, a, b).gives(expected)
    expected = by_torch("(a - b) * (a + b) / (a * b - a)", 0.8, 2.5)
    check.call(value_of, "(a - b) * (a + b) / (a * b - a)", 0.8, 2.5).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "value_of_one", "points": 1}
# Hidden test, 1 point: powers, exp and relu on both sides of 0, and relu at 0
### BEGIN HIDDEN TESTS
@check.test
def value_of_one():
    @check.student_side
    def value_of(expression, a):
        a = Value(a)
        result = eval(expression, {"a": a})

        def along(node, leaf):
            parents = getattr(node, "parents", ())
            return 1.0 if node is leaf else sum(s * along(p, leaf) for p, s in parents)

        return [result.data, along(result, a)]

    def by_torch(expression, number):
        a = torch.tensor(number, dtype=torch.float64, requires_grad=True)
        result = eval(expression, {"a": a})
        return torch.stack([result, *torch.autograd.grad(result, [a])])

    given = {
        "a ** 2": (-1.5, 0.3),
        "a ** -3": (-0.5, 2.0),
        "a ** 0.5": (0.25, 7.0),
        "a.exp()": (-2.0, 1.5, 0.0),
        "a.relu()": (0.75, 30.0),
        "(a ** 2).exp()": (-0.5, 1.2),
        "a.exp().relu() ** 2": (-0.4, 0.9),
    }
    for expression, numbers in given.items():
        for a in numbers:
            expected = by_torch(expression, a)
            check.call(value_of, expression, a).gives(expected)
    check.call(value_of, "a.relu().exp()", -0.5).gives([1.0, 0.0])
    check.call(value_of, "a.relu().exp()", 0.0).gives([1.0, 0.0])


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "value_with_numbers", "points": 1}
# Hidden test, 1 point: plain numbers on the left and on the right of +, -, *, /
### BEGIN HIDDEN TESTS
@check.test
def value_with_numbers():
    @check.student_side
    def value_of(expression, a):
        a = Value(a)
        result = eval(expression, {"a": a})

        def along(node, leaf):
            parents = getattr(node, "parents", ())
            return 1.0 if node is leaf else sum(s * along(p, leaf) for p, s in parents)

        return [result.data, along(result, a)]

    given = {
        "a + 5": (3.0, [8.0, 1.0]),
        "5 + a": (-3.5, [1.5, 1.0]),
        "a - 5": (3.0, [-2.0, 1.0]),
        "5 - a": (-3.5, [8.5, -1.0]),
        "a * 1.5": (3.0, [4.5, 1.5]),
        "1.5 * a": (-4.0, [-6.0, 1.5]),
        "a / 4": (-3.0, [-0.75, 0.25]),
        "8 / a": (-4.0, [-2.0, -0.5]),
    }
    for expression, (a, expected) in given.items():
        check.call(value_of, expression, a).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 2. Backward
#
# Let $y$ be the end of a graph, and call $\partial y / \partial v$ the *gradient* of
# $v$. The gradient of $y$ itself is 1. From there we walk back, by the chain rule:
#
# $$\text{gradient of a parent} \;\text{ += }\; \text{local slope} \cdot
# \text{gradient of the child}$$
#
# (A *child* is a result that was computed from the parent. It may be one of several.)
#
# For $y = ab + a$ at $a = 2, b = 3$, with $c = ab$: $y$ hands 1 to $c$ and 1 to $a$;
# then $c$ hands $1 \cdot b = 3$ to $a$ and $1 \cdot a = 2$ to $b$. So $a$ has
# $1 + 3 = 4$ (check: $b + 1 = 4$).
#
# Two rules make it right. Gradients that meet are **added**: $a$ counts through both of
# its uses. And a node hands its gradient on only **when it is complete**: in the
# picture at the top, $c$ gets 8 from $y$ and 6 from $d$, and has to wait for both. So
# all children come before their parents: a *topological order*, last result first. One
# way to get it: visit the nodes depth first, from $y$ on, each node only once; write a
# node down after all its parents; read the list backwards. (Following every path on its
# own would give the same sums, but a graph of 100 nodes can have more paths than a
# computer can follow.)
#
# A mistake in part 1 should cost nothing here, so this part has nodes of its own, which
# hold the same: `data`, `grad`, `parents`.


# %% nbgrader={"grade_id": "backward", "solution": true}
class Node:
    """A number of a graph whose parents and local slopes are recorded already.

    Attributes
    ----------
    data : float, the number
    grad : float, 0 at first
    parents : pairs (Node, local slope); the same Node may come twice, which means that
        the number depends on it in two ways; empty for a number that was given
    """

    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = data, 0.0, parents


def backward(output: Node) -> None:
    """Set `grad` of every node to the derivative of `output` with respect to it.

    Parameters
    ----------
    output : any Node of a graph without cycles, also one without parents. Before the
        call every `grad` is 0; it is called once in a graph of at most 100 nodes (so
        recursion is fine).

    Every node that `output` was computed from gets its gradient, given or not, and
    `output` itself gets 1. Other nodes keep 0. No `data` and no `parents` change.

    Source: Goodfellow et al. 2016, section 6.5. Built by hand: not using torch, check.
    """
    ### BEGIN SOLUTION
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent, _ in node.parents:
                visit(parent)
            order.append(node)

    visit(output)
    output.grad = 1.0
    for node in reversed(order):
        for parent, slope in node.parents:
            parent.grad += slope * node.grad
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_backward", "show": true}
def diamond_with_your_gradients():
    nodes = {}

    def make(name, data, parents=()):
        nodes[name] = Node(data, parents)
        return nodes[name]

    backward(diamond(make))
    grads = {name: node.grad for name, node in nodes.items()}
    return lambda name, data, parents=(): Shown(data, grads[name], parents)


check.beside(
    target=lambda: lambda name, data, p=(): Shown(data, DIAMOND_GRADS[name], p),
    yours=diamond_with_your_gradients,
    draw=draw_diamond,
)

# %% [markdown]
# And both parts together: a weight, an input and the squared error, $(wx - 5)^2$ at
# $w = 1.5$ and $x = 2$, computed by your `Value`, walked back by your `backward`. The
# gradient of $w$ is negative: a larger weight would make the error smaller. (Your graph
# may have a node more here and there.)


# %% nbgrader={"grade_id": "see_value_and_backward", "show": true}
def error_by_hand():
    w, x, five = Shown(1.5, -8.0), Shown(2.0, -6.0), Shown(5.0, 4.0)
    product = Shown(3.0, -4.0, ((w, 2.0), (x, 1.5)))
    error = Shown(-2.0, -4.0, ((product, 1.0), (five, -1.0)))
    return Shown(4.0, 1.0, ((error, -4.0),)), {w: "w", x: "x"}


def error_by_you():
    w, x = Value(1.5), Value(2.0)
    loss = (w * x - 5) ** 2
    backward(loss)
    return loss, {w: "w", x: "x"}


check.beside(
    target=error_by_hand,
    yours=error_by_you,
    draw=lambda axes, graph: draw_graph(axes, *graph),
)


# %% nbgrader={"grade_id": "backward_by_hand", "points": 1}
# Visible test, 1 point: y = ab + a and then the graph of the picture, a = 2, b = 3
@check.test
def backward_by_hand():
    @check.student_side
    def gradients_of(_, graph):  # the first says in a message which graph it was
        nodes = {}
        for name, (data, parents) in graph.items():
            nodes[name] = Node(data, tuple((nodes[p], slope) for p, slope in parents))
        backward(nodes["y"])
        return {name: node.grad for name, node in nodes.items()}

    check.by_hand(backward, not_using="torch check")

    graph = {
        "a": (2.0, []),
        "b": (3.0, []),
        "c": (6.0, [("a", 3.0), ("b", 2.0)]),  # c = a b
        "y": (8.0, [("c", 1.0), ("a", 1.0)]),  # y = c + a
    }
    expected = {"a": 4.0, "b": 2.0, "c": 1.0, "y": 1.0}
    check.call(gradients_of, "y = ab + a", graph).gives(expected)

    del graph["y"]
    graph["d"] = (8.0, [("c", 1.0), ("a", 1.0)])  # d = c + a
    graph["y"] = (48.0, [("c", 8.0), ("d", 6.0)])  # y = c d
    expected = {"a": 48.0, "b": 28.0, "c": 14.0, "d": 6.0, "y": 1.0}
    check.call(gradients_of, "the graph of the picture", graph).gives(expected)


# %% nbgrader={"grade_id": "backward_shared", "points": 2}
# Hidden test, 2 points: results that are used several times, at several depths
### BEGIN HIDDEN TESTS
@check.test
def backward_shared():
    @check.student_side
    def gradients_of(graph):
        nodes = []
        for parents in graph:
            edges = tuple((nodes[place], slope) for place, slope in parents)
            nodes.append(Node(0.5, edges))
        backward(nodes[-1])
        return [node.grad for node in nodes]

    def by_linear_algebra(graph):  # grads = slopes.T @ grads + (1 for the last node)
        slopes = np.zeros((len(graph), len(graph)))
        for child, parents in enumerate(graph):
            for parent, slope in parents:
                slopes[child, parent] += slope
        last = np.arange(len(graph)) == len(graph) - 1
        return np.linalg.solve(np.eye(len(graph)) - slopes.T, last.astype(float))

    diamonds = [
        [],
        [],
        [(0, 1.5), (1, -2.0)],
        [(2, 0.5), (0, 3.0)],
        [(3, -1.0), (2, 2.0), (1, 0.75)],
        [(4, 1.25), (3, -0.5), (2, 4.0), (0, 0.2)],
    ]
    other_way_round = [parents[::-1] for parents in diamonds]
    ladder = [[], *([(i, 0.9), (max(i - 2, 0), -1.1)] for i in range(9))]
    squares = [[], [(0, 3.0), (0, 3.0)], [(1, 0.5), (1, -2.0)], [(2, 1.5), (0, 1.0)]]
    for graph in (diamonds, other_way_round, squares, ladder):
        expected = by_linear_algebra(graph)
        check.call(gradients_of, graph).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "backward_leaves_the_rest", "points": 1}
# Hidden test, 1 point: data stay, other nodes keep 0, `output` may be given
### BEGIN HIDDEN TESTS
@check.test
def backward_leaves_the_rest():
    @check.student_side
    def after_backward(graph, output):
        nodes = {}
        for name, (data, parents) in graph.items():
            nodes[name] = Node(data, tuple((nodes[p], slope) for p, slope in parents))
        backward(nodes[output])
        return {name: [node.data, node.grad] for name, node in nodes.items()}

    graph = {
        "a": (1.5, []),
        "b": (-2.0, []),
        "c": (3.0, [("a", 2.0)]),
        "d": (9.0, [("c", 6.0)]),
        "e": (-18.0, [("d", -2.0), ("b", 9.0)]),
    }
    grads = {"a": 12.0, "b": 0.0, "c": 6.0, "d": 1.0, "e": 0.0}
    expected = {name: [graph[name][0], grad] for name, grad in grads.items()}
    check.call(after_backward, graph, "d").gives(expected)

    grads = {"a": 0.0, "b": 1.0, "c": 0.0, "d": 0.0, "e": 0.0}
    expected = {name: [graph[name][0], grad] for name, grad in grads.items()}
    check.call(after_backward, graph, "b").gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 3. A second opinion
#
# A gradient written by hand is easily wrong, and then training does not crash: it just
# learns badly. So you want a slow way that needs no calculus. Move one entry of $x$ a
# little to both sides, leave the others alone, and look at what $f$ does:
#
# $$\frac{\partial f}{\partial x_i} \approx \frac{f(x + h e_i) - f(x - h e_i)}{2 h}$$
#
# ($e_i$ is 1 at entry $i$ and 0 elsewhere.) For $f(x) = x^3$ at $x = 2$ with
# $h = 0.5$: $(2.5^3 - 1.5^3) / 1 = 12.25$. The truth is $3 x^2 = 12$, the error
# $h^2 = 0.25$. Moving to one side only, $(2.5^3 - 2^3) / 0.5 = 15.25$, has an error of
# $3xh + h^2$: with a small $h$, that is very much more.
#
# It needs two calls of $f$ for each entry. For a million weights that is two million
# networks for one gradient, which is why backpropagation exists; but for a test on ten
# entries it is ideal.
#
# In the picture below the error falls as $h$ shrinks, until the rounding of $f$,
# divided by an ever smaller $2h$, takes over. For both sides $10^{-5}$ does well.


# %% nbgrader={"grade_id": "numerical_gradient", "solution": true}
def numerical_gradient(
    f, x: Float[np.ndarray, "*shape"], h: float = 1e-5
) -> Float[np.ndarray, "*shape"]:
    """The gradient of `f` at `x`, by central differences.

    Parameters
    ----------
    f : a function that takes an array of the shape of `x` and returns one number
    x : float64 array with one axis or more; after the call it is as it was before, bit
        for bit: 0.1 + h - h need not be 0.1, so work on a copy or keep the old number
    h : how far an entry moves to either side, positive

    Returns
    -------
    array of the shape of `x`: entry i is (f(x + h e_i) - f(x - h e_i)) / (2 h), exactly
    this formula, with all other entries of `x` in their places

    Source: Goodfellow et al. 2016, section 11.5. Built by hand: not using torch, check.
    """
    ### BEGIN SOLUTION
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        right, left = x.copy(), x.copy()
        right[i] += h
        left[i] -= h
        gradient[i] = (f(right) - f(left)) / (2 * h)
    return gradient
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_numerical_gradient", "show": true}
def error_at(gradient_with):
    """How far the derivative of exp at 1 is off, for steps from 1 down to 1e-12."""
    steps = 10.0 ** np.arange(0, -12.5, -0.5)
    return steps, [abs(gradient_with(h) - np.e) + 1e-16 for h in steps]


def draw_errors(axes, curve):
    one_side = error_at(lambda h: (np.exp(1 + h) - np.exp(1)) / h)
    axes.loglog(*one_side, "0.7", label="one side only")
    axes.loglog(*curve, "o-", markersize=3, label="both sides")
    axes.set_xlabel("step h")
    axes.set_ylabel("error of the slope")
    axes.legend()


def exp_slope(h):
    return numerical_gradient(lambda x: np.exp(x[0]), np.array([1.0]), h)[0]


check.beside(
    target=lambda: error_at(lambda h: (np.exp(1 + h) - np.exp(1 - h)) / (2 * h)),
    yours=lambda: error_at(exp_slope),
    draw=draw_errors,
)


# %% nbgrader={"grade_id": "numerical_gradient_by_hand", "points": 1}
# Visible test, 1 point: f(x) = x0³ + 3 x1 - x2 at (2, 0.1, 4) with h = 0.5
@check.test
def numerical_gradient_by_hand():
    @check.student_side
    def gradient_of_f(x, h):
        return numerical_gradient(lambda x: x[0] ** 3 + 3 * x[1] - x[2], x, h)

    check.by_hand(numerical_gradient, not_using="torch check")
    at = np.array([2.0, 0.1, 4.0])
    check.call(gradient_of_f, at, 0.5).gives([12.25, 3.0, -1.0])


# %% nbgrader={"grade_id": "numerical_gradient_of_arrays", "points": 1}
# Hidden test, 1 point: entries that act on each other, in two and three axes; default h
### BEGIN HIDDEN TESTS
@check.test
def numerical_gradient_of_arrays():
    @check.student_side
    def gradient_of_f(x, matrix, h):  # central differences of a quadratic are exact
        return numerical_gradient(lambda x: x.ravel() @ matrix @ x.ravel(), x, h)

    @check.student_side
    def gradient_with_default_h(x):  # at 0 the formula gives 1e10 h²
        return numerical_gradient(lambda x: 1e10 * (x**3).sum() + x[0], x)

    generator = np.random.default_rng(3)
    for shape in ((2, 3), (2, 1, 2)):
        at = generator.normal(size=shape)
        matrix = generator.normal(size=(at.size, at.size))
        expected = ((matrix + matrix.T) @ at.ravel()).reshape(shape)
        for h in (0.25, 1.5):
            check.call(gradient_of_f, at, matrix, h).gives(expected)
    check.call(gradient_with_default_h, np.zeros(3)).gives([2.0, 1.0, 1.0])


### END HIDDEN TESTS

# %% [markdown]
# ## 4. Backward through a linear layer
#
# One node per number is too slow for a network: the same two rules work on whole
# arrays. A linear layer turns $N$ examples with $D$ numbers each into $N$ examples with
# $M$ numbers, $y = x w + b$. From the layers behind it comes `dout`, the gradient of
# the loss with respect to $y$, of the shape of $y$. (In this course `dx` is short for
# "the gradient of the loss with respect to `x`", so it always has the shape of `x`.)
#
# One output of one example is $y_{nm} = \sum_d x_{nd} w_{dm} + b_m$. So
#
# $$dx_{nd} = \sum_m dout_{nm} w_{dm} \qquad
# dw_{dm} = \sum_n x_{nd}\, dout_{nm} \qquad
# db_m = \sum_n dout_{nm}$$
#
# Each is a sum over all ways in which that number matters: a weight and a bias are used
# by every example. Take two examples with $x = 1$ and $x = 3$, one weight $w = 5$, and
# `dout` 10 and 100: `dx` is 50 and 500, `dw` is $1 \cdot 10 + 3 \cdot 100 = 310$, `db`
# is 110. (If the loss is a mean, its $\frac1N$ is in `dout` already.)
#
# Sometimes the examples stand in a grid, such as 4 sentences of 7 words: $x$ is
# $4 \times 7 \times D$ and `dout` $4 \times 7 \times M$. All 28 words use the same
# weights, so `dw` is still $D \times M$.


# %% nbgrader={"grade_id": "linear_backward", "solution": true}
def linear_backward(
    x: Float[np.ndarray, "*batch D"],
    w: Float[np.ndarray, "D M"],
    dout: Float[np.ndarray, "*batch M"],
) -> tuple[
    Float[np.ndarray, "*batch D"], Float[np.ndarray, "D M"], Float[np.ndarray, " M"]
]:
    """The gradients of the loss through `y = x @ w + b`.

    Parameters
    ----------
    x : what went into the layer; one batch axis or more, each of size 1 or more
    w : the weights
    dout : the gradient of the loss with respect to `y`

    Returns
    -------
    dx, dw, db : the gradients with respect to `x`, `w` and `b`, each of the shape of
        what it belongs to; `dw` and `db` are sums over all examples

    No argument is changed. Built by hand: not using torch, check.
    Source: Goodfellow et al. 2016, section 6.5.
    """
    ### BEGIN SOLUTION
    dx = dout @ w.T
    rows, drows = x.reshape(-1, w.shape[0]), dout.reshape(-1, w.shape[1])
    dw = rows.T @ drows
    db = drows.sum(axis=0)
    return dx, dw, db
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_linear_backward", "show": true}
def layer_example():
    generator = np.random.default_rng(4)
    sizes = {"x": (4, 3), "w": (3, 2), "b": (2,), "dout": (4, 2)}
    return {name: generator.normal(size=size) for name, size in sizes.items()}


def layer_by_differences():
    given = layer_example()

    def loss(**moved):
        now = given | moved
        return ((now["x"] @ now["w"] + now["b"]) * given["dout"]).sum()

    return [check.gradient(lambda v, n=n: loss(**{n: v}), given[n]) for n in "xwb"]


def layer_by_you():
    given = layer_example()
    return linear_backward(given["x"], given["w"], given["dout"])


def draw_gradients(names):
    def draw(axes, gradients):
        start = 0
        for name, gradient in zip(names, gradients, strict=True):
            entries = np.ravel(gradient)
            axes.bar(start + np.arange(entries.size), entries, label=name)
            start += entries.size + 1
        axes.axhline(0, color="black", linewidth=0.5)
        axes.set_xlabel("entries, row by row")
        axes.set_ylabel("gradient")
        axes.legend(ncols=2, fontsize=7)

    return draw


check.beside(
    target=layer_by_differences,
    yours=layer_by_you,
    draw=draw_gradients(["dx", "dw", "db"]),
)


# %% nbgrader={"grade_id": "linear_backward_by_hand", "points": 1}
# Visible test, 1 point: two examples, three inputs, two outputs
@check.test
def linear_backward_by_hand():
    @check.student_side
    def result_of_linear_backward(x, w, dout):
        dx, dw, db = linear_backward(x, w, dout)
        return {"dx": dx, "dw": dw, "db": db}

    check.by_hand(linear_backward, not_using="torch check")
    x = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    w = np.array([[1.0, 0.0], [2.0, 1.0], [0.0, -1.0]])
    dout = np.array([[1.0, 0.0], [0.5, 2.0]])
    expected = {
        "dx": [[1.0, 2.0, 0.0], [0.5, 3.0, -2.0]],
        "dw": [[3.0, 8.0], [4.5, 10.0], [6.0, 12.0]],
        "db": [1.5, 2.0],
    }
    check.call(result_of_linear_backward, x, w, dout).gives(expected)


# %% nbgrader={"grade_id": "linear_backward_sizes", "points": 1}
# Hidden test, 1 point: many and single examples, inputs, outputs; float32
### BEGIN HIDDEN TESTS
@check.test
def linear_backward_sizes():
    generator = np.random.default_rng(5)
    for n, d, m in ((5, 4, 3), (3, 3, 3), (1, 2, 4), (4, 1, 1)):
        x, w = generator.normal(size=(n, d)), generator.normal(size=(d, m))
        dout, b = generator.normal(size=(n, m)), np.zeros(m)
        at = [torch.tensor(array).requires_grad_() for array in (x, w, b)]
        loss = ((at[0] @ at[1] + at[2]) * torch.tensor(dout)).sum()
        expected = torch.autograd.grad(loss, at)
        check.call(linear_backward, x, w, dout).gives(expected)
        single = [array.astype(np.float32) for array in (x, w, dout)]
        check.call(linear_backward, *single).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "linear_backward_grid", "points": 1}
# Hidden test, 1 point: examples in a grid: two and three batch axes
### BEGIN HIDDEN TESTS
@check.test
def linear_backward_grid():
    generator = np.random.default_rng(6)
    for batch in ((4, 3), (2, 1, 3)):
        x, w = generator.normal(size=(*batch, 5)), generator.normal(size=(5, 2))
        dout, b = generator.normal(size=(*batch, 2)), np.zeros(2)
        at = [torch.tensor(array).requires_grad_() for array in (x, w, b)]
        loss = ((at[0] @ at[1] + at[2]) * torch.tensor(dout)).sum()
        expected = torch.autograd.grad(loss, at)
        check.call(linear_backward, x, w, dout).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 5. A network of two layers
#
# $$z = x w_1 + b_1 \qquad h = \max(z, 0) \qquad s = h w_2 + b_2 \qquad
# L = \frac{1}{N K} \sum_{n, k} (s_{nk} - y_{nk})^2$$
#
# Walk back through the same chain, last step first:
#
# 1. The loss: $ds = \frac{2}{N K} (s - y)$.
# 2. The second layer: $dw_2$, $db_2$ and $dh$, as in part 4.
# 3. ReLU: it let a number through where its **input** $z$ was positive, and so it lets
#    its gradient through there and nowhere else. The gradient's own sign plays no part.
# 4. The first layer: $dw_1$ and $db_1$.
#
# One example with two hidden units: $z = (1.5, -0.5)$, so $h = (1.5, 0)$. If
# $w_2 = (2, -1)^T$ and $ds = 2$, then $dw_2 = (3, 0)^T$ and $dh = (4, -2)$; only the
# first unit was on, so $dz = (4, 0)$.
#
# That is all that backpropagation does: it **computes** gradients. It changes no
# weight; what to do with the gradients is for the training step (part 6) to decide.


# %% nbgrader={"grade_id": "two_layer_gradients", "solution": true}
def two_layer_gradients(
    x: Float[np.ndarray, "N D"],
    y: Float[np.ndarray, "N K"],
    params: dict[str, Float[np.ndarray, "..."]],
) -> dict[str, Float[np.ndarray, "..."]]:
    """The gradients of the mean squared error of a network with two layers.

    Parameters
    ----------
    x : the examples
    y : what the network should give for them
    params : "w1" (D, H), "b1" (H,), "w2" (H, K) and "b2" (K,); scores are
        relu(x @ w1 + b1) @ w2 + b2, and the loss is the mean of (scores - y) ** 2 over
        all N K elements

    Returns
    -------
    dict with the same keys: the gradient of the loss with respect to each of them, in
    its shape; the derivative of ReLU at 0 is 0

    No argument is changed. Built by hand: not using torch, check.
    Source: Rumelhart et al. 1986.
    """
    ### BEGIN SOLUTION
    z = x @ params["w1"] + params["b1"]
    h = np.maximum(z, 0)
    scores = h @ params["w2"] + params["b2"]
    dscores = 2 * (scores - y) / y.size
    dh = dscores @ params["w2"].T
    dz = dh * (z > 0)
    return {
        "w1": x.T @ dz,
        "b1": dz.sum(axis=0),
        "w2": h.T @ dscores,
        "b2": dscores.sum(axis=0),
    }
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_two_layer_gradients", "show": true}
def network_example():
    points, labels = moons(np.random.default_rng(0), 20)
    generator = np.random.default_rng(8)
    sizes = {"w1": (2, 5), "b1": (5,), "w2": (5, 1), "b2": (1,)}
    params = {name: generator.normal(size=size) for name, size in sizes.items()}
    return points[:, :2], labels, params


def network_by_torch():
    points, labels, params = network_example()
    at = {name: torch.tensor(p).requires_grad_() for name, p in params.items()}
    h = torch.relu(torch.tensor(points) @ at["w1"] + at["b1"])
    loss = ((h @ at["w2"] + at["b2"] - torch.tensor(labels)) ** 2).mean()
    return torch.autograd.grad(loss, list(at.values()))


def network_by_you():
    points, labels, params = network_example()
    gradients = two_layer_gradients(points, labels, params)
    return [gradients[name] for name in params]


check.beside(
    target=network_by_torch,
    yours=network_by_you,
    draw=draw_gradients(["w1", "b1", "w2", "b2"]),
)


# %% nbgrader={"grade_id": "two_layer_by_hand", "points": 1}
# Visible test, 1 point: four examples of one number, two hidden units, one output
@check.test
def two_layer_by_hand():
    check.by_hand(two_layer_gradients, not_using="torch check")
    x = np.array([[1.0], [-1.0], [3.0], [0.0]])
    params = {
        "w1": np.array([[1.0, -1.0]]),
        "b1": np.array([0.5, 0.5]),
        "w2": np.array([[2.0], [-1.0]]),
        "b2": np.array([0.0]),
    }
    # z is (1.5, -0.5), (-0.5, 1.5), (3.5, -2.5), (0.5, 0.5); the scores 3, -1.5, 7, 0.5
    y = np.array([[-1.0], [-3.5], [9.0], [0.5]])
    # the errors are 4, 2, -2, 0, and ds is half of them: 2, 1, -1, 0
    # dz is (4, 0), (0, -1), (-2, 0), (0, 0)
    expected = {
        "w1": [[-2.0, 1.0]],
        "b1": [2.0, -1.0],
        "w2": [[-0.5], [1.5]],
        "b2": [2.0],
    }
    check.call(two_layer_gradients, x, y, params).gives(expected)


# %% nbgrader={"grade_id": "two_layer_sizes", "points": 2}
# Hidden test, 2 points: several inputs, units and outputs; one example; float32
### BEGIN HIDDEN TESTS
@check.test
def two_layer_sizes():
    generator = np.random.default_rng(9)
    for n, d, hidden, k in ((6, 3, 4, 2), (1, 2, 5, 3)):
        x, y = generator.normal(size=(n, d)), generator.normal(size=(n, k))
        sizes = {"w1": (d, hidden), "b1": (hidden,), "w2": (hidden, k), "b2": (k,)}
        params = {name: generator.normal(size=size) for name, size in sizes.items()}

        at = {name: torch.tensor(p).requires_grad_() for name, p in params.items()}
        h = torch.relu(torch.tensor(x) @ at["w1"] + at["b1"])
        scores = h @ at["w2"] + at["b2"]
        loss = torch.nn.functional.mse_loss(scores, torch.tensor(y))
        grads = torch.autograd.grad(loss, list(at.values()))
        expected = dict(zip(params, grads, strict=True))
        check.call(two_layer_gradients, x, y, params).gives(expected)

        x, y = x.astype(np.float32), y.astype(np.float32)
        single = {name: p.astype(np.float32) for name, p in params.items()}
        check.call(two_layer_gradients, x, y, single).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "two_layer_at_zero", "points": 1}
# Hidden test, 1 point: hidden units that are off, on, or exactly 0
### BEGIN HIDDEN TESTS
@check.test
def two_layer_at_zero():
    x = np.array([[1.0, 2.0], [-1.0, 0.5], [2.0, -2.0]])
    y = np.array([[0.5], [-1.0], [2.0]])
    params = {
        "w1": np.array([[1.0, 1.0, 0.0, 2.0], [1.0, -0.5, 0.0, 2.0]]),
        "b1": np.array([0.0, 0.0, -1.0, 0.0]),  # some z are 0, the third unit is off
        "w2": np.array([[1.5], [-2.0], [3.0], [0.5]]),
        "b2": np.array([0.25]),
    }
    at = {name: torch.tensor(p).requires_grad_() for name, p in params.items()}
    h = torch.relu(torch.tensor(x) @ at["w1"] + at["b1"])
    scores = h @ at["w2"] + at["b2"]
    loss = torch.nn.functional.mse_loss(scores, torch.tensor(y))
    grads = torch.autograd.grad(loss, list(at.values()))
    expected = dict(zip(params, grads, strict=True))
    check.call(two_layer_gradients, x, y, params).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 6. A training step
#
# Now any number of layers, and learning. Each layer is one weight matrix; there are no
# biases (a column of ones in `x` does their work in the first layer). ReLU stands
# between the layers, **not** after the last one. A step of gradient descent has four
# parts:
#
# 1. **forward**: keep what goes into each layer (enough for ReLU too, as its output is
#    positive just where its input is; `x` itself has no ReLU before it);
# 2. **loss**: the mean squared error over all elements;
# 3. **backward**: from the last layer to the first;
# 4. **update**: $w \leftarrow w - \text{lr} \cdot dw$, against the gradient, since it
#    points uphill.
#
# All gradients belong to one and the same network, the one of the forward pass. So the
# gradient that goes back through a layer uses its *old* weights.
#
# Two hidden units, $w_1 = (2, -1)$ and $w_2 = (-3, 4)^T$, with $x = 1$ and $y = -8$:
#
# - The first layer gives $(2, -1)$, ReLU makes it $(2, 0)$, and that goes into the
#   second. The output is $-6$, the loss $(-6 + 8)^2 = 4$, and its gradient at the
#   output $2 \cdot 2 = 4$.
# - $dw_2 = (2, 0)^T \cdot 4 = (8, 0)^T$. Back to the units goes
#   $4 \cdot (-3, 4) = (-12, 16)$. Only the first was on: ReLU hands on $(-12, 0)$, and
#   $dw_1 = 1 \cdot (-12, 0)$.
# - With lr 0.01, $w_1$ becomes $(2.12, -1)$ and $w_2$ becomes $(-3.08, 4)^T$.


# %% nbgrader={"grade_id": "train_step", "solution": true}
def train_step(
    weights: list[Float[np.ndarray, "_ _"]],
    x: Float[np.ndarray, "N D"],
    y: Float[np.ndarray, "N K"],
    lr: float,
) -> tuple[float, list[Float[np.ndarray, "_ _"]]]:
    """One step of gradient descent on the mean squared error of a ReLU network.

    Parameters
    ----------
    weights : one matrix per layer, one or more; the first has D rows, the last K
        columns. For two, the output is relu(x @ weights[0]) @ weights[1]
    x, y : the examples, and what the network should give for them
    lr : the learning rate

    Returns
    -------
    loss : one number (numpy's are fine too), the mean of (output - y) ** 2 over all N K
        elements, *before* the step
    new_weights : list of new arrays, each w - lr * (gradient of the loss at `weights`);
        the derivative of ReLU at 0 is 0

    No argument is changed. Built by hand: not using torch, check.
    Source: Goodfellow et al. 2016, section 4.3.
    """
    ### BEGIN SOLUTION
    inputs = [x]
    for w in weights[:-1]:
        inputs.append(np.maximum(inputs[-1] @ w, 0))
    error = inputs[-1] @ weights[-1] - y
    loss = np.mean(error**2)
    grad = 2 * error / error.size
    new_weights = []
    for h, w in zip(reversed(inputs), reversed(weights), strict=True):
        new_weights.insert(0, w - lr * (h.T @ grad))
        grad = (grad @ w.T) * (h > 0)
    return loss, new_weights
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_train_step", "show": true}
# 400 steps from the same weights as those of the picture at the top
def trained_by_you():
    points, labels = moons(np.random.default_rng(0))
    weights = starting_weights(np.random.default_rng(1))
    for _ in range(400):
        _, weights = train_step(weights, points, labels, 0.1)
    return weights


check.beside(target=lambda: moon_weights, yours=trained_by_you, draw=draw_boundary)


# %% nbgrader={"grade_id": "train_step_by_hand", "points": 1}
# Visible test, 1 point: the example above, x = 1, y = -8, lr = 0.01
@check.test
def train_step_by_hand():
    @check.student_side
    def result_of_train_step(weights, x, y, lr):
        loss, new_weights = train_step(weights, x, y, lr)
        return {"loss": loss, "new_weights": new_weights}

    check.by_hand(train_step, not_using="torch check")
    weights = [np.array([[2.0, -1.0]]), np.array([[-3.0], [4.0]])]
    x, y = np.array([[1.0]]), np.array([[-8.0]])
    new_weights = ([[2.12, -1.0]], [[-3.08], [4.0]])
    expected = {"loss": 4.0, "new_weights": new_weights}
    check.call(result_of_train_step, weights, x, y, 0.01).gives(expected)


# %% nbgrader={"grade_id": "train_step_deep", "points": 1}
# Hidden test, 1 point: two, three and four layers of different widths, one output
### BEGIN HIDDEN TESTS
@check.test
def train_step_deep():
    generator = np.random.default_rng(11)
    for widths in ((3, 4, 1), (2, 5, 4, 1), (3, 6, 5, 4, 1)):
        x, y = generator.normal(size=(6, widths[0])), generator.normal(size=(6, 1))
        pairs = zip(widths, widths[1:], strict=False)
        weights = [generator.normal(size=pair) for pair in pairs]

        at = [torch.tensor(w).requires_grad_() for w in weights]
        h = torch.tensor(x)
        for w in at[:-1]:
            h = torch.relu(h @ w)
        loss = torch.nn.functional.mse_loss(h @ at[-1], torch.tensor(y))
        grads = torch.autograd.grad(loss, at)
        new = tuple((w - 0.3 * g).detach() for w, g in zip(at, grads, strict=True))
        check.call(train_step, weights, x, y, 0.3).gives((loss.item(), new))


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "train_step_outputs", "points": 1}
# Hidden test, 1 point: one layer with several outputs, several rates; float32
### BEGIN HIDDEN TESTS
@check.test
def train_step_outputs():
    generator = np.random.default_rng(12)
    for n, d, k, lr in ((5, 4, 3, 0.5), (2, 3, 2, 0.01)):
        x, y = generator.normal(size=(n, d)), generator.normal(size=(n, k))
        weight = generator.normal(size=(d, k))
        w = torch.tensor(weight).requires_grad_()
        loss = torch.nn.functional.mse_loss(torch.tensor(x) @ w, torch.tensor(y))
        new = (w - lr * torch.autograd.grad(loss, w)[0]).detach()
        expected = (loss.item(), (new,))
        check.call(train_step, [weight], x, y, lr).gives(expected)

        x, y, weight = (array.astype(np.float32) for array in (x, y, weight))
        check.call(train_step, [weight], x, y, lr).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## Sources
#
# - D. E. Rumelhart, G. E. Hinton and R. J. Williams, *Learning representations by
#   back-propagating errors*, Nature 323, 1986: backpropagation in networks (parts 5-6).
# - I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning*, MIT Press, 2016: the
#   graph and the order of the walk back, for numbers and arrays (section 6.5, parts 2
#   and 4); gradients checked by differences (11.5, part 3); gradient descent (4.3).
# - A. G. Baydin, B. A. Pearlmutter, A. A. Radul and J. M. Siskind, *Automatic
#   differentiation in machine learning: a survey*, JMLR 18, 2018: reverse mode (3.2).
# - A. Karpathy, *micrograd*, 2020: a whole library in the way of parts 1 and 2.

# %% nbgrader={"grade_id": "see_summary", "show": true}
check.summary()
