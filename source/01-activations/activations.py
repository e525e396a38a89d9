# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Activations
#
# A stack of linear layers is one linear layer. What lets a network bend is the function
# between them, its *activation*. You build the usual ones here, together with the
# derivatives that training needs: sigmoid, tanh, ReLU and its leaky form, softmax. On
# the way you meet the two troubles that come with them: numbers that do not fit into a
# float, and gradients that fade on their way back through many layers.
#
# It takes about 60 minutes. All of it is numpy, by hand: an answer that uses torch or
# scipy loses the visible point of its exercise (the last one, a prediction, is free).
# All numpy functions are allowed.
#
# Each exercise has one test that you see. The hidden tests run after you submit; the
# first line of each says what it looks at. You may call your earlier functions; then
# their mistakes cost points here too.

# %%
import matplotlib.pyplot as plt
import numpy as np
import torch
from jaxtyping import Float

from autograder import check

# %% [markdown]
# In the signatures, `Float[np.ndarray, "*shape"]` means an array of floats of any
# shape; the same name twice means the same shape, so the result has the shape of the
# input. `"*batch classes"` is an axis of classes, after any number of other axes.
#
# This is what you will build: each function (solid), and the derivative that you write
# for it (dashed).


# %% nbgrader={"grade_id": "see_the_goal", "show": true}
def draw_goal():
    functions = {
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "ReLU": torch.relu,
        "leaky ReLU, slope 0.1": lambda x: torch.nn.functional.leaky_relu(x, 0.1),
    }
    _, panels = plt.subplots(1, 4, figsize=(10, 2.5), sharex=True, sharey=True)
    for axes, (name, function) in zip(panels, functions.items(), strict=True):
        x = torch.linspace(-4, 4, 401, requires_grad=True)
        y = function(x)
        (slope,) = torch.autograd.grad(y.sum(), x)
        axes.plot(x.detach(), y.detach(), label="function")
        axes.plot(x.detach(), slope, "--", label="derivative")
        axes.set(title=name, xlabel="input x", ylim=(-1.2, 2.2))
        axes.grid(alpha=0.3)
    panels[0].set_ylabel("value")
    panels[0].legend(loc="upper left", fontsize=8)
    plt.show()


draw_goal()

# %% [markdown]
# ## 1. Sigmoid and its logarithm
#
# $$\sigma(x) = \frac{1}{1 + e^{-x}}$$
#
# It squeezes every number into the interval from 0 to 1, so its value can be read as a
# probability. For example $e^{-\ln 3} = \frac13$, hence
# $\sigma(\ln 3) = 1 / (1 + \frac13) = 0.75$.
#
# Losses need its **logarithm**. For $x = -1000$ that is almost exactly $-1000$: a
# harmless number. But $\sigma(-1000)$ itself is too small for a float; it becomes 0,
# and the logarithm of 0 is $-\infty$. So the logarithm gets a function of its own,
# which never makes the tiny number. Two ways to write it are equal on paper:
#
# $$\log \sigma(x) = -\log(1 + e^{-x}) = x - \log(1 + e^{x})$$
#
# $e^{710}$ is already too large for a float ($\infty$), while $e^{-710}$ is harmless
# (nearly 0). So the first way is good for positive $x$, and the second for negative
# $x$. Both then contain $e^{-|x|}$, which never overflows. The same trick serves the
# sigmoid: for negative $x$ it is $e^{x} / (1 + e^{x})$.


# %% nbgrader={"grade_id": "sigmoid", "solution": true}
def sigmoid(x: Float[np.ndarray, "*shape"]) -> Float[np.ndarray, "*shape"]:
    """1 / (1 + e^-x) of each element.

    Parameters
    ----------
    x : array of float32 or float64, any finite values; of any shape, () for a single
        number; it is not changed

    Returns
    -------
    array of the shape of `x`, float32 or float64; for the shape () a number will do;
    from 0 to 1, without nan: 0 for -1000, 1 for 1000

    Built by hand: not using torch, scipy.
    """
    ### BEGIN SOLUTION
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))
    ### END SOLUTION


def log_sigmoid(x: Float[np.ndarray, "*shape"]) -> Float[np.ndarray, "*shape"]:
    """The natural logarithm of the sigmoid of each element.

    Parameters
    ----------
    x : array of float32 or float64, any finite values; of any shape, () for a single
        number; it is not changed

    Returns
    -------
    array of the shape of `x`, float32 or float64; for the shape () a number will do;
    all finite: -1000 for -1000, 0 for 1000

    Built by hand: not using torch, scipy.
    """
    ### BEGIN SOLUTION
    return np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x)))
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_sigmoid", "show": true}
sigmoid_inputs = np.linspace(-6, 6, 241)


def draw_sigmoid(axes, curves):
    for curve, name in zip(curves, ("sigmoid", "log_sigmoid"), strict=True):
        axes.plot(sigmoid_inputs, curve, label=name)
    axes.set(xlabel="input x", ylabel="value")
    axes.grid(alpha=0.3)
    axes.legend()


check.beside(
    target=lambda: (
        torch.sigmoid(torch.tensor(sigmoid_inputs)),
        torch.nn.functional.logsigmoid(torch.tensor(sigmoid_inputs)),
    ),
    yours=lambda: (sigmoid(sigmoid_inputs), log_sigmoid(sigmoid_inputs)),
    draw=draw_sigmoid,
)


# %% nbgrader={"grade_id": "sigmoid_by_hand", "points": 1}
# Visible test, 1 point: three inputs worked by hand, and the logarithm far to the left
@check.test
def sigmoid_by_hand():
    check.by_hand(sigmoid, not_using="torch scipy")
    check.by_hand(log_sigmoid, not_using="torch scipy")

    three = np.array([0.0, np.log(3.0), -np.log(4.0)])
    check.call(sigmoid, three).gives([0.5, 0.75, 0.2])
    check.call(log_sigmoid, three).gives(np.log([0.5, 0.75, 0.2]))
    check.call(log_sigmoid, np.array([-1000.0])).gives([-1000.0])


# %% nbgrader={"grade_id": "sigmoid_everywhere", "points": 1}
# Hidden test, 1 point: sigmoid of inputs near and far, of any shape, and of float32
### BEGIN HIDDEN TESTS
@check.test
def sigmoid_everywhere():
    grid = np.random.default_rng(1).normal(0, 3, size=(2, 3, 5))
    check.call(sigmoid, grid).gives(torch.sigmoid(torch.tensor(grid)))

    far = np.array([[-1000.0, -50.0, 2.5], [1000.0, 50.0, -0.5]])
    check.call(sigmoid, far).gives(torch.sigmoid(torch.tensor(far)))

    single = np.array([-200.0, -1.5, 0.0, 3.0, 200.0], dtype=np.float32)
    check.call(sigmoid, single).gives(torch.sigmoid(torch.tensor(single)))
    check.call(sigmoid, np.array(-1.0)).gives(1 / (1 + np.e))


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "log_sigmoid_everywhere", "points": 1}
# Hidden test, 1 point: log_sigmoid of inputs near and far, of any shape, and of float32
### BEGIN HIDDEN TESTS
@check.test
def log_sigmoid_everywhere():
    grid = np.random.default_rng(2).normal(0, 3, size=(3, 2, 4))
    expected = torch.nn.functional.logsigmoid(torch.tensor(grid))
    check.call(log_sigmoid, grid).gives(expected)

    far = np.array([[-1500.0, 0.5, -60.0], [1500.0, 8.0, 60.0]])
    check.call(log_sigmoid, far).gives(
        torch.nn.functional.logsigmoid(torch.tensor(far))
    )

    single = np.array([-200.0, -1.5, 0.0, 3.0, 200.0], dtype=np.float32)
    expected = torch.nn.functional.logsigmoid(torch.tensor(single))
    check.call(log_sigmoid, single).gives(expected)
    check.call(log_sigmoid, np.array(0.0)).gives(-np.log(2.0))


### END HIDDEN TESTS

# %% [markdown]
# ## 2. The derivative of the sigmoid
#
# $$\sigma'(x) = \sigma(x)\,\bigl(1 - \sigma(x)\bigr) = \frac{e^{-x}}{(1 + e^{-x})^2}$$
#
# The two sides of the curve are mirror images, so $\sigma'(-x) = \sigma'(x)$. The curve
# is steepest in the middle: at $x = 0$ the sigmoid is $\frac12$ and its derivative is
# $\frac12 \cdot \frac12 = 0.25$, the largest value that it ever has. Far out on either
# side the curve is flat (it *saturates*), and the derivative goes to 0.
#
# The derivative is a function of the **input** $x$. The formula on the left needs the
# sigmoid of $x$: compute it inside, or use the formula on the right (but mind very
# negative $x$, where it is $\infty / \infty$, which is nan; the mirror image helps). At
# $x = \ln 3$ the sigmoid is 0.75, so the derivative is $0.75 \cdot 0.25 = 0.1875$.


# %% nbgrader={"grade_id": "sigmoid_grad", "solution": true}
def sigmoid_grad(x: Float[np.ndarray, "*shape"]) -> Float[np.ndarray, "*shape"]:
    """The derivative of the sigmoid at each element of its input `x`.

    Parameters
    ----------
    x : array of float32 or float64, any finite values; of any shape, () for a single
        number; it is not changed. It is what goes into the sigmoid, not what comes out.

    Returns
    -------
    array of the shape of `x`, float32 or float64; for the shape () a number will do;
    without nan: 0 for 1000 and for -1000

    Built by hand: not using torch, scipy.
    """
    ### BEGIN SOLUTION
    e = np.exp(-np.abs(x))
    return e / (1 + e) ** 2
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_sigmoid_grad", "show": true}
slope_inputs = np.linspace(-6, 6, 241)


def draw_sigmoid_slope(axes, curve):
    axes.plot(slope_inputs, curve, label="derivative of the sigmoid")
    axes.axhline(0.25, color="gray", ls=":", lw=1, label="0.25")
    axes.set(xlabel="input x", ylabel="slope", ylim=(-0.02, 0.36))
    axes.legend(loc="upper left", fontsize=8)


def slope_by_torch(function, inputs):
    x = torch.tensor(inputs, requires_grad=True)
    return torch.autograd.grad(function(x).sum(), x)[0]


check.beside(
    target=lambda: slope_by_torch(torch.sigmoid, slope_inputs),
    yours=lambda: sigmoid_grad(slope_inputs),
    draw=draw_sigmoid_slope,
)


# %% nbgrader={"grade_id": "sigmoid_grad_by_hand", "points": 1}
# Visible test, 1 point: inputs whose sigmoid is 0.5, 0.75 and 0.2
@check.test
def sigmoid_grad_by_hand():
    check.by_hand(sigmoid_grad, not_using="torch scipy")

    three = np.array([0.0, np.log(3.0), -np.log(4.0)])
    expected = [0.5 * 0.5, 0.75 * 0.25, 0.2 * 0.8]
    check.call(sigmoid_grad, three).gives(expected)


# %% nbgrader={"grade_id": "sigmoid_grad_everywhere", "points": 1}
# Hidden test, 1 point: inputs near and far, of any shape, and of float32
### BEGIN HIDDEN TESTS
@check.test
def sigmoid_grad_everywhere():
    grid = np.random.default_rng(3).normal(0, 2, size=(2, 3, 4))
    expected = check.gradient(lambda x: torch.sigmoid(torch.tensor(x)).sum(), grid)
    check.call(sigmoid_grad, grid).gives(expected)

    for far in (np.array([0.5, 1000.0, 9.0]), np.array([-0.5, -1000.0, -9.0])):
        s = torch.sigmoid(torch.tensor(far))
        check.call(sigmoid_grad, far).gives(s * (1 - s))

    single = np.array([-200.0, -1.0, 0.0, 2.0, 200.0], dtype=np.float32)
    s = torch.sigmoid(torch.tensor(single))
    check.call(sigmoid_grad, single).gives(s * (1 - s))
    check.call(sigmoid_grad, np.array(np.log(9.0))).gives(0.09)


### END HIDDEN TESTS

# %% [markdown]
# ## 3. The derivative of tanh
#
# $$\tanh(x) = \frac{e^{x} - e^{-x}}{e^{x} + e^{-x}} = 2\,\sigma(2x) - 1
# \qquad\qquad \tanh'(x) = 1 - \tanh(x)^2$$
#
# A tanh is a sigmoid that was stretched to run from $-1$ to $1$. Being centred on 0 and
# four times as steep in the middle ($\tanh'(0) = 1$), it is the better choice inside a
# network. It is no cure for saturation, though: tanh is flat far from 0 too, and its
# derivative goes to 0 there, even faster than the sigmoid's.
#
# At $x = \ln 2$: $\tanh(x) = (2 - \frac12) / (2 + \frac12) = 0.6$, and the derivative
# is $1 - 0.36 = 0.64$.


# %% nbgrader={"grade_id": "tanh_grad", "solution": true}
def tanh_grad(x: Float[np.ndarray, "*shape"]) -> Float[np.ndarray, "*shape"]:
    """The derivative of tanh at each element of its input `x`.

    Parameters
    ----------
    x : array of float32 or float64, any finite values; of any shape, () for a single
        number; it is not changed. It is what goes into the tanh, not what comes out.

    Returns
    -------
    array of the shape of `x`, float32 or float64; for the shape () a number will do;
    without nan: 0 for 1000 and for -1000

    Built by hand: not using torch, scipy (np.tanh is fine).
    """
    ### BEGIN SOLUTION
    return 1 - np.tanh(x) ** 2
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_tanh_grad", "show": true}
tanh_inputs = np.linspace(-6, 6, 241)


def draw_tanh_slope(axes, curve):
    axes.plot(tanh_inputs, np.tanh(tanh_inputs), color="lightgray", label="tanh")
    axes.plot(tanh_inputs, curve, label="its derivative")
    axes.set(xlabel="input x", ylabel="value")
    axes.legend(loc="upper left", fontsize=8)


check.beside(
    target=lambda: 1 - torch.tanh(torch.tensor(tanh_inputs)) ** 2,
    yours=lambda: tanh_grad(tanh_inputs),
    draw=draw_tanh_slope,
)


# %% nbgrader={"grade_id": "tanh_grad_by_hand", "points": 1}
# Visible test, 1 point: inputs whose tanh is 0, 0.6 and -0.8
@check.test
def tanh_grad_by_hand():
    check.by_hand(tanh_grad, not_using="torch scipy")

    three = np.array([0.0, np.log(2.0), -np.log(3.0)])
    check.call(tanh_grad, three).gives([1 - 0.0, 1 - 0.36, 1 - 0.64])


# %% nbgrader={"grade_id": "tanh_grad_everywhere", "points": 1}
# Hidden test, 1 point: inputs near and far, of any shape, and of float32
### BEGIN HIDDEN TESTS
@check.test
def tanh_grad_everywhere():
    grid = np.random.default_rng(4).normal(0, 1.5, size=(2, 3, 4))
    expected = check.gradient(lambda x: torch.tanh(torch.tensor(x)).sum(), grid)
    check.call(tanh_grad, grid).gives(expected)

    far = np.array([[0.25, 1000.0, 4.0], [-0.25, -1000.0, -4.0]])
    check.call(tanh_grad, far).gives(1 - torch.tanh(torch.tensor(far)) ** 2)

    single = np.array([-200.0, -1.0, 0.0, 0.5, 200.0], dtype=np.float32)
    check.call(tanh_grad, single).gives(1 - torch.tanh(torch.tensor(single)) ** 2)
    check.call(tanh_grad, np.array(np.log(0.5))).gives(0.64)


### END HIDDEN TESTS

# %% [markdown]
# ## 4. Leaky ReLU and its derivative
#
# $$f(x) = \begin{cases} x & x > 0 \\ s\,x & x \le 0 \end{cases}
# \qquad\qquad
# f'(x) = \begin{cases} 1 & x > 0 \\ s & x \le 0 \end{cases}$$
#
# With slope $s = 0$ this is the **ReLU**, the usual choice: for a positive input its
# derivative is exactly 1, however many layers there are. For a negative input it is 0,
# so a unit whose input is negative for every example never learns again. The **leaky**
# ReLU keeps such a unit alive with a small slope $s$, say 0.01. What is constant on the
# left is the slope, not the output: the output falls with the input.
#
# With $s = 0.1$: $f(-3) = -0.3$ and $f'(-3) = 0.1$, while $f(2) = 2$ and $f'(2) = 1$.
# At the corner, $x = 0$, there is no derivative; the course takes $s$.


# %% nbgrader={"grade_id": "leaky_relu", "solution": true}
def leaky_relu(
    x: Float[np.ndarray, "*shape"], slope: float = 0.01
) -> Float[np.ndarray, "*shape"]:
    """`x` where it is positive, `slope` times `x` elsewhere.

    Parameters
    ----------
    x : array of float32 or float64, any finite values; of any shape, () for a single
        number, (0, 3) without elements; it is not changed
    slope : from 0 (ReLU) up to 1

    Returns
    -------
    array of the shape of `x`, float32 or float64; for the shape () a number will do

    Built by hand: not using torch, scipy.
    """
    ### BEGIN SOLUTION
    return np.where(x > 0, x, slope * x)
    ### END SOLUTION


def leaky_relu_grad(
    x: Float[np.ndarray, "*shape"], slope: float = 0.01
) -> Float[np.ndarray, "*shape"]:
    """The derivative of `leaky_relu` at each element of its input `x`; `slope` at 0.

    Parameters
    ----------
    x : array of float32 or float64, any finite values; of any shape, () for a single
        number, (0, 3) without elements; it is not changed
    slope : from 0 (ReLU) up to 1

    Returns
    -------
    array of the shape of `x`, float32 or float64; for the shape () a number will do

    Built by hand: not using torch, scipy.
    """
    ### BEGIN SOLUTION
    return np.where(x > 0, 1.0, slope)
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_leaky_relu", "show": true}
leaky_inputs = np.linspace(-3, 3, 122)  # without 0, where there is a jump


def draw_leaky_relu(axes, curves):
    for curve, style, name in zip(curves, ("-", "--"), ("f", "f'"), strict=True):
        axes.plot(leaky_inputs, curve, style, label=f"{name}, slope 0.2")
    axes.set(xlabel="input x", ylabel="value")
    axes.grid(alpha=0.3)
    axes.legend()


check.beside(
    target=lambda: (
        torch.nn.functional.leaky_relu(torch.tensor(leaky_inputs), 0.2),
        slope_by_torch(lambda x: torch.nn.functional.leaky_relu(x, 0.2), leaky_inputs),
    ),
    yours=lambda: (leaky_relu(leaky_inputs, 0.2), leaky_relu_grad(leaky_inputs, 0.2)),
    draw=draw_leaky_relu,
)

# %% [markdown]
# Here is why it stands between the layers. Two linear layers,
# $x \to W_2 (W_1 x + b_1)$, are exactly one linear layer with the matrix $W_2 W_1$ and
# the bias $W_2 b_1$, so the first two lines below lie on each other. With a leaky ReLU
# in between, the very same weights draw a curve with corners.

# %% nbgrader={"grade_id": "see_two_layers", "show": true}
layer_inputs = np.linspace(-2, 2, 201)
layer_1 = np.array([[1.0], [-2.0], [1.5], [-1.0]])
bias_1 = np.array([[1.0], [-1.0], [-0.5], [1.2]])
layer_2 = np.array([[1.0, 0.8, -1.2, -1.1]])


def draw_two_layers(axes, activation):
    hidden = layer_1 @ layer_inputs[None] + bias_1
    bent = (layer_2 @ np.asarray(activation(hidden)))[0]  # first: it may be missing
    two, one = (layer_2 @ hidden)[0], (layer_2 @ layer_1) * layer_inputs[None]
    axes.plot(layer_inputs, two, lw=5, alpha=0.3, label="two linear layers")
    axes.plot(layer_inputs, (one + layer_2 @ bias_1)[0], "k:", label="one linear layer")
    axes.plot(layer_inputs, bent, label="leaky ReLU between")
    axes.set(xlabel="input x", ylabel="output")
    axes.legend(fontsize=7)


check.beside(
    target=lambda: lambda h: torch.nn.functional.leaky_relu(torch.tensor(h), 0.1),
    yours=lambda: lambda h: leaky_relu(h, 0.1),
    draw=draw_two_layers,
)


# %% nbgrader={"grade_id": "leaky_relu_by_hand", "points": 1}
# Visible test, 1 point: three numbers, slope 0.1
@check.test
def leaky_relu_by_hand():
    check.by_hand(leaky_relu, not_using="torch scipy")
    check.by_hand(leaky_relu_grad, not_using="torch scipy")

    three = np.array([-3.0, 0.5, 2.0])
    check.call(leaky_relu, three, 0.1).gives([-0.3, 0.5, 2.0])
    check.call(leaky_relu_grad, three, 0.1).gives([0.1, 1.0, 1.0])


# %% nbgrader={"grade_id": "leaky_relu_any_slope", "points": 1}
# Hidden test, 1 point: slopes from 0 to 1; no, one and many elements; float32
### BEGIN HIDDEN TESTS
@check.test
def leaky_relu_any_slope():
    grid = np.random.default_rng(5).normal(size=(3, 5))
    for slope in (0.3, 0.0, 1.0):
        expected = torch.nn.functional.leaky_relu(torch.tensor(grid), slope)
        check.call(leaky_relu, grid, slope=slope).gives(expected)

    expected = torch.nn.functional.leaky_relu(torch.tensor(grid), 0.01)
    check.call(leaky_relu, grid.astype(np.float32)).gives(expected)
    check.call(leaky_relu, np.array(-2.0)).gives(-0.02)
    check.call(leaky_relu, np.zeros((0, 3))).gives(np.zeros((0, 3)))


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "leaky_relu_grad_everywhere", "points": 1}
# Hidden test, 1 point: leaky_relu_grad against differences of torch's, and at 0
### BEGIN HIDDEN TESTS
@check.test
def leaky_relu_grad_everywhere():
    def total(x):
        return float(torch.nn.functional.leaky_relu(torch.tensor(x), 0.2).sum())

    grid = np.array([[-4.0, -0.01, 0.02], [0.7, 1000.0, -1000.0]])
    check.call(leaky_relu_grad, grid, slope=0.2).gives(check.gradient(total, grid))
    check.call(leaky_relu_grad, grid, 0.0).gives([[0.0, 0.0, 1.0], [1.0, 1.0, 0.0]])

    corner = np.array([0.0, -0.0, 1.0], dtype=np.float32)
    check.call(leaky_relu_grad, corner).gives([0.01, 0.01, 1.0])
    check.call(leaky_relu_grad, np.zeros((0, 3))).gives(np.zeros((0, 3)))


### END HIDDEN TESTS

# %% [markdown]
# ## 5. Softmax
#
# $$\operatorname{softmax}(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$$
#
# A network that chooses between classes gives one score (*logit*) for each. Softmax
# turns the scores into probabilities: positive, and 1 in all. The logits
# $\ln 1, \ln 2, \ln 5$ become $\frac18, \frac28, \frac58$.
#
# Adding the same number to all logits of a row changes nothing: numerator and
# denominator grow by the same factor. That is how to avoid $e^{1000}$, which does not
# fit into a float: choose the number so that no exponential is too large, and so that
# the denominator is never 0. Each row has its own.
#
# The entries that compete with each other lie along one **axis** of the array. In an
# array of shape (2, 3), two rows of three, `axis=1` and `axis=-1` make each row sum to
# 1, and `axis=0` makes each column sum to 1.


# %% nbgrader={"grade_id": "softmax", "solution": true}
def softmax(
    logits: Float[np.ndarray, "*shape"], axis: int = -1
) -> Float[np.ndarray, "*shape"]:
    """Probabilities along one axis.

    Parameters
    ----------
    logits : array of float32 or float64, one axis or more, any finite values; it is not
        changed
    axis : the axis whose entries compete, counted from the end if negative; the result
        sums to 1 along it

    Returns
    -------
    array of the shape of `logits`, float32 or float64, without nan

    Built by hand: not using torch, scipy.
    """
    ### BEGIN SOLUTION
    exp = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return exp / exp.sum(axis=axis, keepdims=True)
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_softmax", "show": true}
softmax_rows = np.array([[2.0, 1.0, 0.1], [5.0, 1.0, 0.1], [1002.0, 1001.0, 1000.1]])


def draw_softmax(axes, rows):
    for i, row in enumerate(rows):
        name = ", ".join(f"{logit:g}" for logit in softmax_rows[i])
        axes.bar(np.arange(3) + (i - 1) * 0.25, row, 0.2, label=f"logits {name}")
    axes.set(xticks=range(3), xlabel="class", ylabel="probability", ylim=(0, 1.05))
    axes.legend(fontsize=7)


check.beside(
    target=lambda: torch.softmax(torch.tensor(softmax_rows), -1),
    yours=lambda: softmax(softmax_rows),
    draw=draw_softmax,
)


# %% nbgrader={"grade_id": "softmax_by_hand", "points": 1}
# Visible test, 1 point: two rows worked by hand, and logits of 1000
@check.test
def softmax_by_hand():
    check.by_hand(softmax, not_using="torch scipy")

    rows = np.log([[1.0, 2.0, 5.0], [5.0, 3.0, 2.0]])
    check.call(softmax, rows).gives([[0.125, 0.25, 0.625], [0.5, 0.3, 0.2]])

    two_share = np.array([1000.0, 1000.0, 800.0])
    check.call(softmax, two_share).gives([0.5, 0.5, 0.0])


# %% nbgrader={"grade_id": "softmax_along_axis", "points": 1}
# Hidden test, 1 point: each axis of an array with three axes, in float64 and float32
### BEGIN HIDDEN TESTS
@check.test
def softmax_along_axis():
    cube = np.random.default_rng(6).normal(size=(2, 3, 4))
    for axis in (1, 0, -1, -2):
        expected = torch.softmax(torch.tensor(cube), axis)
        check.call(softmax, cube, axis=axis).gives(expected)

    single = cube.astype(np.float32)
    check.call(softmax, single, 1).gives(torch.softmax(torch.tensor(single), 1))


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "softmax_is_stable", "points": 2}
# Hidden test, 2 points: rows near 0, 1000 and -1000, and one with all three
### BEGIN HIDDEN TESTS
@check.test
def softmax_is_stable():
    rows = np.array(
        [
            [0, 1, 2, 0.5],
            [1000, 1001, 1002, 999],
            [-1000, -1001, -1002, -999.5],
            [1000, 0, -1000, 999],
        ]
    )
    check.call(softmax, rows).gives(torch.softmax(torch.tensor(rows), -1))


### END HIDDEN TESTS

# %% [markdown]
# ## 6. The logarithm of softmax
#
# $$\log \operatorname{softmax}(z)_i = z_i - \log \sum_j e^{z_j}$$
#
# Cross-entropy, the loss of most classifiers, takes the logarithm of these
# probabilities. As with the sigmoid, the logarithm is a harmless number where the
# probability is too small for a float: for the logits $0$ and $-1000$ the probabilities
# are 1 and $e^{-1000}$, which a float rounds to 0. Their logarithms are simply $0$ and
# $-1000$. So take the formula above and never make the probabilities.
#
# The sum must not overflow either. Shift the logits of each row as in softmax: with
# $m = \max_j z_j$,
#
# $$\log \sum_j e^{z_j} = m + \log \sum_j e^{z_j - m}$$


# %% nbgrader={"grade_id": "log_softmax", "solution": true}
def log_softmax(
    logits: Float[np.ndarray, "*shape"], axis: int = -1
) -> Float[np.ndarray, "*shape"]:
    """Natural logarithms of the softmax probabilities along one axis.

    Parameters
    ----------
    logits : array of float32 or float64, one axis or more, values from -1e30 to 1e30;
        it is not changed
    axis : the axis whose entries compete, counted from the end if negative

    Returns
    -------
    array of the shape of `logits`, float32 or float64, all finite

    Built by hand: not using torch, scipy.
    """
    ### BEGIN SOLUTION
    shifted = logits - logits.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_log_softmax", "show": true}
logit_gaps = np.linspace(0, 1500, 151)
gap_rows = np.stack([np.full(151, 1000.0), 1000.0 - logit_gaps], axis=1)


def draw_log_softmax(axes, rows):
    axes.plot(logit_gaps, np.asarray(rows)[:, 1])
    axes.axvline(745, color="gray", ls=":", label="from here the probability is 0.0")
    axes.set(xlabel="d, for logits 1000 and 1000 - d", ylabel="log of the second")
    axes.set(xlim=(0, 1500), ylim=(-1600, 150))
    axes.legend(fontsize=7)


check.beside(
    target=lambda: torch.log_softmax(torch.tensor(gap_rows), -1),
    yours=lambda: log_softmax(gap_rows),
    draw=draw_log_softmax,
)


# %% nbgrader={"grade_id": "log_softmax_by_hand", "points": 1}
# Visible test, 1 point: two rows worked by hand, and a probability near e^-1000
@check.test
def log_softmax_by_hand():
    check.by_hand(log_softmax, not_using="torch scipy")

    rows = np.log([[1.0, 2.0, 5.0], [10.0, 6.0, 4.0]])
    probabilities = np.array([[0.125, 0.25, 0.625], [0.5, 0.3, 0.2]])
    check.call(log_softmax, rows).gives(np.log(probabilities))

    check.call(log_softmax, np.array([0.0, -1000.0])).gives([0.0, -1000.0])


# %% nbgrader={"grade_id": "log_softmax_along_axis", "points": 1}
# Hidden test, 1 point: each axis of an array with three axes, in float64 and float32
### BEGIN HIDDEN TESTS
@check.test
def log_softmax_along_axis():
    cube = np.random.default_rng(7).normal(size=(4, 2, 3))
    for axis in (1, 0, -1, -3):
        expected = torch.log_softmax(torch.tensor(cube), axis)
        check.call(log_softmax, cube, axis=axis).gives(expected)

    single = cube.astype(np.float32)
    expected = torch.log_softmax(torch.tensor(single), 0)
    check.call(log_softmax, single, 0).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "log_softmax_is_stable", "points": 1}
# Hidden test, 1 point: rows near 0, 2000 and -2000, and one with all three
### BEGIN HIDDEN TESTS
@check.test
def log_softmax_is_stable():
    rows = np.array(
        [
            [0, 1, 2, 0.5],
            [-2000, -2001, -2002, -1999.5],
            [2000, 2001, 2002, 1999],
            [2000, 0, -2000, 1999],
        ]
    )
    check.call(log_softmax, rows).gives(torch.log_softmax(torch.tensor(rows), -1))


### END HIDDEN TESTS

# %% [markdown]
# ## 7. The gradient through softmax
#
# A sigmoid acts on each number alone, so its derivative is one number for each. In a
# softmax **every output depends on every logit**: when one logit grows, its own
# probability rises and all the others fall, for they share the sum 1. The derivatives
# make a matrix, the Jacobian. With the probabilities $p = \operatorname{softmax}(z)$:
#
# $$\frac{\partial p_i}{\partial z_j} = \begin{cases} p_i (1 - p_i) & i = j \\
# -p_i\,p_j & i \ne j \end{cases}$$
#
# Going backwards, a layer is given the *upstream* gradient
# $g_i = \partial L / \partial p_i$ of some loss $L$, and has to return
# $\partial L / \partial z_j$. By the chain rule that is the sum over all ways from
# $z_j$ to $L$:
#
# $$\frac{\partial L}{\partial z_j} = \sum_i g_i \frac{\partial p_i}{\partial z_j}$$
#
# a vector times the Jacobian (a *vector-Jacobian product*, VJP). For two classes with
# $p = (0.6, 0.4)$ and $g = (3, 1)$ the first value is
# $3 \cdot 0.6 \cdot 0.4 - 1 \cdot 0.4 \cdot 0.6 = 0.48$, and the second is $-0.48$. You
# may build the matrix, or simplify the sum on paper first: then no matrix is needed.


# %% nbgrader={"grade_id": "softmax_vjp", "solution": true}
def softmax_vjp(
    probabilities: Float[np.ndarray, "*batch classes"],
    upstream: Float[np.ndarray, "*batch classes"],
) -> Float[np.ndarray, "*batch classes"]:
    """The gradient with respect to the logits of a softmax along the last axis.

    Parameters
    ----------
    probabilities : what the softmax gave; sums to 1 along the last axis; not changed
    upstream : the gradient of a loss with respect to `probabilities`; it is not changed

    Both are float32 or float64. There may be no batch axis (one row of classes), one,
    or several.

    Returns
    -------
    array of the shape of `probabilities`, float32 or float64: the gradient of the loss
    with respect to the logits

    Built by hand: not using torch, scipy.
    """
    ### BEGIN SOLUTION
    mean = (probabilities * upstream).sum(axis=-1, keepdims=True)
    return probabilities * (upstream - mean)
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_softmax_vjp", "show": true}
jacobian_row = np.array([0.1, 0.2, 0.5, 0.2])


def draw_jacobian(axes, rows):
    rows = np.asarray(rows)
    axes.imshow(rows, cmap="RdBu", vmin=-0.4, vmax=0.4)
    for i, j in np.ndindex(4, 4):
        axes.text(j, i, f"{rows[i, j]:.2f}", ha="center", va="center", fontsize=7)
    axes.set(xticks=range(4), yticks=range(4))
    axes.set(xlabel="logit j", ylabel="probability i")


check.beside(
    target=lambda: np.diag(jacobian_row) - np.outer(jacobian_row, jacobian_row),
    yours=lambda: softmax_vjp(np.tile(jacobian_row, (4, 1)), np.eye(4)),
    draw=draw_jacobian,
)


# %% nbgrader={"grade_id": "softmax_vjp_by_hand", "points": 1}
# Visible test, 1 point: one row, summed over the Jacobian; then a batch of two rows
@check.test
def softmax_vjp_by_hand():
    check.by_hand(softmax_vjp, not_using="torch scipy")

    probabilities = np.array([0.5, 0.3, 0.2])
    upstream = np.array([2.0, -1.0, 4.0])
    expected = [
        2 * 0.5 * 0.5 + 1 * 0.3 * 0.5 - 4 * 0.2 * 0.5,
        -2 * 0.5 * 0.3 - 1 * 0.3 * 0.7 - 4 * 0.2 * 0.3,
        -2 * 0.5 * 0.2 + 1 * 0.3 * 0.2 + 4 * 0.2 * 0.8,
    ]
    check.call(softmax_vjp, probabilities, upstream).gives(expected)

    two_rows = np.array([[0.5, 0.3, 0.2], [0.2, 0.2, 0.6]])
    upstream = np.array([[2.0, -1.0, 4.0], [1.0, -2.0, 0.0]])
    expected = [expected, [0.24, -0.36, 0.12]]
    check.call(softmax_vjp, two_rows, upstream).gives(expected)


# %% nbgrader={"grade_id": "softmax_vjp_of_batches", "points": 1}
# Hidden test, 1 point: several rows, one batch axis and two, in float64 and float32
### BEGIN HIDDEN TESTS
@check.test
def softmax_vjp_of_batches():
    rng = np.random.default_rng(8)
    for shape, dtype in (
        ((3, 4), np.float64),
        ((2, 3, 5), np.float64),
        ((3, 2), np.float32),
    ):
        upstream = rng.normal(size=shape)
        scores = torch.tensor(rng.normal(size=shape), requires_grad=True)
        probabilities = torch.softmax(scores, -1)
        (expected,) = torch.autograd.grad(
            (probabilities * torch.tensor(upstream)).sum(), scores
        )
        given = probabilities.detach().numpy().astype(dtype)
        check.call(softmax_vjp, given, upstream.astype(dtype)).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 8. Predict
#
# Now three numbers, worked out **before** the pictures below show them. Pen and paper
# are enough; a program is allowed.
#
# **A long chain.** Twenty layers stand in a row. Each is as small as a layer can be: it
# takes one number $h$ and gives $\sigma(h - \frac12)$ to the next. The slope of the
# whole chain, d(last output) / d(first input), depends on the first input. How large
# can it be? (For two layers the answer would be the product of two slopes. Where is one
# layer steepest, and what does it then give to the next?)
#
# **Zeros.** Take the 161 numbers $-0.60, -0.59, \dots, 0.99, 1.00$. A ReLU turns some
# of them into exactly 0, and an output with many exact zeros (a *sparse* one) is cheap
# to store and easy to read. Which share of the 161 outputs is exactly 0? And which
# share after a leaky ReLU with slope 0.01? (In a program, divide whole numbers by 100:
# steps of 0.01 gather rounding errors.)


# %% nbgrader={"grade_id": "prediction", "solution": true}
def largest_gradient() -> float:
    """The largest slope that 20 layers h -> sigmoid(h - 1/2) in a row can have.

    Returns
    -------
    d(last output) / d(first input) at the first input where it is largest: an
    expression, or a number with an error below one part in a thousand
    """
    ### BEGIN SOLUTION
    return 0.25**20
    ### END SOLUTION


def zeros_after_relu() -> float:
    """The share of exact zeros after ReLU.

    Returns
    -------
    how many of relu(-0.60), relu(-0.59), ..., relu(0.99), relu(1.00) are 0, divided by
    161: an expression, or a number with an error below one part in a thousand
    """
    ### BEGIN SOLUTION
    return 61 / 161
    ### END SOLUTION


def zeros_after_leaky_relu() -> float:
    """The share of exact zeros after a leaky ReLU with slope 0.01.

    Returns
    -------
    the same share as in `zeros_after_relu`, of the same 161 numbers
    """
    ### BEGIN SOLUTION
    return 1 / 161
    ### END SOLUTION


# %% nbgrader={"grade_id": "prediction_by_simulation", "points": 1}
# Visible test, 1 point: all three numbers, against a simulation
@check.test
def prediction_by_simulation():
    @check.student_side
    def predicted():
        return {
            "largest_gradient": float(largest_gradient()),
            "zeros_after_relu": float(zeros_after_relu()),
            "zeros_after_leaky_relu": float(zeros_after_leaky_relu()),
        }

    starts = torch.linspace(-7, 8, 1501, dtype=torch.float64, requires_grad=True)
    signal = starts
    for _ in range(20):
        signal = torch.sigmoid(signal - 0.5)
    (slopes,) = torch.autograd.grad(signal.sum(), starts)
    numbers = torch.arange(-60, 101, dtype=torch.float64) / 100
    leaky = torch.nn.functional.leaky_relu(numbers, 0.01)
    expected = {
        "largest_gradient": float(slopes.max()),
        "zeros_after_relu": float((torch.relu(numbers) == 0).double().mean()),
        "zeros_after_leaky_relu": float((leaky == 0).double().mean()),
    }

    answers, so_far = check.call(predicted).result(), {}
    for name in expected:  # one more each time, so that each mistake has its name
        so_far[name] = expected[name]
        yours = check.value({n: answers[n] for n in so_far}, of="your prediction")
        yours.gives(so_far, rtol=1e-3, atol=0.0, reveal=False)


# %% [markdown]
# The pictures that tell (they appear when your predictions are written). First the
# zeros: ReLU is sparse, its leaky form is not. A small number is not a zero.

# %% nbgrader={"grade_id": "see_zeros", "show": true}
zero_inputs = np.arange(-60, 101) / 100


def draw_zeros(axes, outputs):
    predictions = [float(zeros_after_relu()), float(zeros_after_leaky_relu())]
    shares = [float((np.asarray(output) == 0).mean()) for output in outputs]
    bars = axes.bar(["ReLU", "leaky ReLU, slope 0.01"], shares, 0.5)
    axes.bar_label(bars, fmt="%.4f", padding=4)
    axes.plot(predictions, "kD", mfc="none", label="your prediction")
    axes.set(ylabel="share of exact zeros", xlim=(-0.6, 1.6), ylim=(-0.03, 1))
    axes.legend(fontsize=7)


check.beside(
    target=lambda: [
        torch.nn.functional.leaky_relu(torch.tensor(zero_inputs), slope)
        for slope in (0.0, 0.01)
    ],
    yours=lambda: [leaky_relu(zero_inputs, slope) for slope in (0.0, 0.01)],
    draw=draw_zeros,
)

# %% [markdown]
# Then the chain, 64 units wide: 20 layers, each a rotation (a matrix that neither
# lengthens nor shortens a vector) and an activation. So what changes the gradient's
# length on its way back, here from right to left, is the activation alone. The dashed
# line is the best that sigmoids could do. Such a gradient is nowhere near 0 for a
# float, but far too small to teach the first layers anything. ReLU loses something as
# well, as about half of its slopes are 0; the other half are exactly 1. Weights larger
# by $\sqrt2$ make up for that (He initialization, in 10-convolution).

# %% nbgrader={"grade_id": "see_vanishing", "show": true}
rotations = np.linalg.qr(np.random.default_rng(0).normal(size=(20, 64, 64)))[0]


def gradient_norms(activation, derivative):
    h, before = np.random.default_rng(1).normal(size=64), []
    for rotation in rotations:
        before.append(rotation @ h)
        h = np.asarray(activation(before[-1]))
    g, norms = np.full(64, 1 / 8), [1.0]
    for rotation, z in zip(rotations[::-1], before[::-1], strict=True):
        g = rotation.T @ (g * np.asarray(derivative(z)))
        norms.append(np.linalg.norm(g))
    return norms[::-1]


def draw_vanishing(axes, curves):
    prediction, depth = float(largest_gradient()), np.arange(21)
    for norms, name in zip(curves, ("sigmoid", "ReLU"), strict=True):
        axes.semilogy(depth, norms, ".-", label=name)
    axes.semilogy(depth, 0.25 ** (20.0 - depth), "k--", lw=1, label="0.25 a layer")
    axes.axhline(prediction, color="gray", ls=":", label="your prediction, layer 0")
    axes.set(xlabel="after layer", ylabel="gradient norm", xticks=range(0, 21, 5))
    axes.legend(fontsize=7)


check.beside(
    target=lambda: [
        gradient_norms(
            lambda z, f=f: f(torch.tensor(z)), lambda z, f=f: slope_by_torch(f, z)
        )
        for f in (torch.sigmoid, torch.relu)
    ],
    yours=lambda: [
        gradient_norms(sigmoid, sigmoid_grad),
        gradient_norms(lambda z: leaky_relu(z, 0.0), lambda z: leaky_relu_grad(z, 0.0)),
    ],
    draw=draw_vanishing,
)

# %% [markdown]
# ## To think about
#
# - What would the dashed line be for tanh? Why do the tanh networks of the 1990s train
#   better than those with sigmoids, and still not 20 layers deep?
# - A ReLU unit whose input is negative for every example is dead. What could have made
#   it so, and which activation of this notebook brings it back?
# - Where is a sigmoid still the right choice? (Think of probabilities and of gates.)
#
# ## Sources
#
# - Y. LeCun, L. Bottou, G. Orr, K.-R. Müller: *Efficient BackProp* (1998), section 4.4:
#   why tanh rather than the sigmoid.
# - X. Glorot, Y. Bengio: *Understanding the difficulty of training deep feedforward
#   neural networks* (AISTATS 2010): saturation, layer by layer.
# - V. Nair, G. Hinton: *Rectified linear units improve restricted Boltzmann machines*
#   (ICML 2010).
# - A. Maas, A. Hannun, A. Ng: *Rectifier nonlinearities improve neural network acoustic
#   models* (2013): the leaky ReLU.
# - P. Blanchard, D. Higham, N. Higham: *Accurately computing the log-sum-exp and
#   softmax functions* (IMA Journal of Numerical Analysis 41, 2021).
# - I. Goodfellow, Y. Bengio, A. Courville: *Deep Learning* (2016), sections 4.1 and
#   6.3.

# %% nbgrader={"grade_id": "see_summary", "show": true}
check.summary()
