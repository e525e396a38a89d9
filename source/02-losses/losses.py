# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Losses
#
# A network learns what its loss asks for, and nothing else. The loss turns all answers
# into one number, how wrong they are; its gradient tells each answer which way to move,
# and how hard. Change the loss, and the same network on the same data learns something
# else.
#
# You build the losses that most networks are trained with: for numbers (MSE, MAE), for
# classes (cross-entropy, also called log loss, for many classes and for two; the hinge,
# for two and for many), and for whole distributions (the KL divergence). Five of them
# come with their gradient.
#
# It takes 60 to 90 minutes; the pictures take about 4 seconds in all. Everything is
# built by hand with numpy: an answer that uses `torch`, `scipy`, `sklearn` or `check`
# (the autograder) loses the visible point of its exercise, and only that. No exercise
# needs your answer to another one. You may call your earlier functions; then their
# mistakes cost points here too.
#
# In a signature, `Float[np.ndarray, "N C"]` is an array of floats with N rows and C
# columns; equal letters mean equal lengths. `"*shape"` is any shape of one axis or
# more. All sizes are 1 or more. A pink box below a cell is only a warning (numpy met an
# overflow or the logarithm of 0): it costs no points.

# %%
import matplotlib.pyplot as plt
import numpy as np
import torch
from jaxtyping import Float, Int

from autograder import check

# %% [markdown]
# ## The goal
#
# Left: the label is $y = \pm 1$, and the model gives a score whose sign is its answer.
# The *margin*, $y$ times the score, is positive where the answer is right. What we care
# about is the gray step, but a step has no slope to learn from. Each loss replaces it
# in its own way; you draw these curves again in part 6.
#
# Right: eleven points near a line and one far below it. The fit by MSE is drawn down
# towards that one, the fit by MAE stays with the eleven; you draw both again in part 2.


# %% nbgrader={"grade_id": "see_the_goal", "show": true}
def by_torch(loss):
    """One of torch's losses as a function that gives the loss and its gradient."""

    def loss_and_gradient(predictions, targets):
        at = torch.tensor(predictions, requires_grad=True)
        value = loss(at, torch.tensor(targets))
        return value.item(), torch.autograd.grad(value, at)[0].numpy()

    return loss_and_gradient


def torch_hinge(scores, y):
    return torch.relu(1 - y * scores).mean()


TORCH_LOSSES = {
    "MSE": by_torch(torch.nn.functional.mse_loss),
    "MAE": by_torch(torch.nn.functional.l1_loss),
    "cross-entropy": by_torch(torch.nn.functional.cross_entropy),
    "binary cross-entropy": by_torch(
        torch.nn.functional.binary_cross_entropy_with_logits
    ),
    "hinge": by_torch(torch_hinge),
}
STYLES = {"MSE": "C0-", "MAE": "C1--", "binary cross-entropy": "C2-.", "hinge": "C3--"}


def draw_tangents(
    axes, loss_and_slope, across, places, reach, colour="C0", name="loss"
):
    """A loss along one number, with the slopes that its gradient tells."""
    losses = [loss_and_slope(x)[0] for x in across]
    axes.plot(across, losses, colour, label=name)
    if not np.isfinite(losses).any():
        axes.text(np.mean(across), 1.0, "the loss is not finite", ha="center")
    ends = np.array([-reach, reach])
    for i, x in enumerate(places):
        loss, slope = loss_and_slope(x)
        label = "slopes" if i == 0 and colour == "C0" else None
        axes.plot(x + ends, loss + slope * ends, "black", linewidth=1, label=label)


def points_of_a_line():
    """Eleven points near y = x, and one far off."""
    x = np.linspace(-1, 1, 12)
    y = x + np.random.default_rng(0).normal(scale=0.08, size=12)
    y[10] = -3.0
    return x, y


def fitted_line(loss_and_gradient):
    """The line, as its values at x, that 400 steps of gradient descent end with."""
    x, y = points_of_a_line()
    slope, height = 0.0, 0.0
    for step in range(400):
        gradient = np.asarray(loss_and_gradient(slope * x + height, y)[1])
        lr = 0.5 / (1 + step / 20)  # smaller and smaller, as MAE's slopes never are
        slope, height = slope - lr * (gradient @ x), height - lr * gradient.sum()
    return slope * x + height


def draw_fits(axes, lines):
    x, y = points_of_a_line()
    axes.plot(x, y, "ko", markersize=4, label="data")
    for name, line in lines.items():
        if line is None:
            name, line = f"{name}: not written yet", np.full(len(x), np.nan)
        style = STYLES[name.partition(":")[0]]
        axes.plot(x, np.clip(line, -50, 50), style, label=f"fit by {name}")
    axes.set_ylim(-3.4, 1.6)
    axes.set_xticks([-1.0, -0.5, 0.0, 0.5, 1.0])
    axes.set_xlabel("x")
    axes.set_ylabel("y")
    axes.legend(loc="lower left", fontsize=7)


MARGINS = np.linspace(-2.5, 3.5, 241)


def draw_over_margin(axes, curves):
    axes.step([-2.5, 0, 3.5], [1, 1, 0], "0.7", label="wrong or right (0-1 loss)")
    for name, curve in curves.items():
        if curve is None:
            name, curve = f"{name}: not written yet", np.full(MARGINS.size, np.nan)
        style = STYLES[name.partition(":")[0]]
        low = np.where(np.abs(curve) < 4.6, curve, np.nan)  # above: room for the legend
        axes.plot(MARGINS, low, style, label=name)
    axes.set_ylim(-0.2, 7.4)
    axes.set_xlabel("margin: y times the score")
    axes.set_ylabel("loss")
    axes.legend(loc="upper right", fontsize=7)


def curves_over_margin(losses):
    """Each loss of one example whose label is the positive one."""
    one = np.array([1.0])
    return {
        name: None if f is None else [f(np.array([m]), one)[0] for m in MARGINS]
        for name, f in losses.items()
    }


def draw_goal():
    _, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
    names = ("MSE", "binary cross-entropy", "hinge")
    curves = curves_over_margin({name: TORCH_LOSSES[name] for name in names})
    draw_over_margin(left, curves)
    left.set_title("classes: what an answer costs")
    draw_fits(right, {name: fitted_line(TORCH_LOSSES[name]) for name in ("MSE", "MAE")})
    right.set_title("numbers: one outlier, two fits")
    plt.show()


draw_goal()

# %% [markdown]
# ## 1. Mean squared error
#
# $$L = \frac{1}{n} \sum_i (p_i - t_i)^2 \qquad\qquad
# \frac{\partial L}{\partial p_i} = \frac{2}{n} (p_i - t_i)$$
#
# $p_i$ is what the model predicts, $t_i$ is the target, and $n$ counts **all**
# elements: 4 examples with 3 numbers each have $n = 12$.
#
# Predictions $(3, 1)$ for targets $(2, 4)$: the errors are $(1, -3)$, the loss is
# $(1 + 9) / 2 = 5$, and the gradient is $\frac22 (1, -3) = (1, -3)$. A positive
# gradient means: if this prediction grew, the loss would grow. So the first prediction
# should fall, the second rise. Whenever you doubt a gradient, try it: with 3.001 in
# place of 3 the loss is 5.001, so it grew by the gradient, 1, times 0.001.
#
# The gradient belongs to the loss as it is, a mean, so it has the $\frac1n$ too. (Some
# books put a $\frac12$ before the sum, so that the 2 goes away. This course does not,
# and neither does torch.)


# %% nbgrader={"grade_id": "mse", "solution": true}
def mse(
    predictions: Float[np.ndarray, "*shape"], targets: Float[np.ndarray, "*shape"]
) -> tuple[float, Float[np.ndarray, "*shape"]]:
    """The mean squared error and its gradient.

    Parameters
    ----------
    predictions : what the model gives, float32 or float64
    targets : what it should give

    Returns
    -------
    loss : one number (numpy's are fine too), the mean of (predictions - targets) ** 2
        over all elements
    gradient : that of the loss with respect to `predictions`, in their shape, of any
        float dtype

    No argument is changed. Built by hand: not using torch, scipy, sklearn, check.
    Source: Goodfellow et al. 2016, section 6.2.1.
    """
    ### BEGIN SOLUTION
    error = predictions - targets
    return np.mean(error**2), 2 * error / error.size
    ### END SOLUTION


# %% [markdown]
# The picture predicts one and the same number $c$ for the targets 0, 1 and 5. The loss
# is smallest, and its slope 0, at their **mean**.


# %% nbgrader={"grade_id": "see_mse", "show": true}
def best_constant(loss_and_gradient):
    """The loss of predicting c for each of three targets, and its slope along c."""

    def at(c):
        loss, gradient = loss_and_gradient(np.full(3, c), np.array([0.0, 1.0, 5.0]))
        return loss, np.sum(gradient)

    return at


def draw_constant(axes, loss_and_slope):
    across, places = np.linspace(-1, 6, 141), (-0.4, 1.0, 2.0, 3.2, 5.4)
    draw_tangents(axes, loss_and_slope, across, places, 0.6)
    for target in (0.0, 1.0, 5.0):
        label = "targets" if target == 0.0 else None
        axes.axvline(target, color="0.7", linestyle=":", label=label)
    axes.set_xlabel("c, predicted for all")
    axes.set_ylabel("loss")
    axes.legend(loc="upper center", fontsize=7)


def see_mse():
    def draw(axes, loss_and_slope):
        axes.set_ylim(0, 20)
        draw_constant(axes, loss_and_slope)

    check.beside(
        target=lambda: best_constant(TORCH_LOSSES["MSE"]),
        yours=lambda: best_constant(mse),
        draw=draw,
    )


see_mse()


# %% nbgrader={"grade_id": "mse_by_hand", "points": 1}
# Visible test, 1 point: two examples with three numbers each; errors 1, -2, 4, 3, 0, -6
@check.test
def mse_by_hand():
    @check.student_side
    def result_of_mse(predictions, targets):
        pair = mse(predictions, targets)
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise TypeError("return two things: the loss and its gradient")
        return {"loss": pair[0], "gradient": pair[1]}

    check.by_hand(mse, not_using="torch scipy sklearn check")
    predictions = np.array([[2.0, 1.0, 5.0], [4.0, 7.0, -2.0]])
    targets = np.array([[1.0, 3.0, 1.0], [1.0, 7.0, 4.0]])
    # the squares are 1, 4, 16, 9, 0, 36: 66 in all
    gradient = np.array([[1.0, -2.0, 4.0], [3.0, 0.0, -6.0]]) / 3
    expected = {"loss": 11.0, "gradient": gradient}
    check.call(result_of_mse, predictions, targets).gives(expected)


# %% nbgrader={"grade_id": "mse_of_any_shape", "points": 1}
# Hidden test, 1 point: one, two and three axes; float32
### BEGIN HIDDEN TESTS
@check.test
def mse_of_any_shape():
    generator = np.random.default_rng(1)
    for shape in ((5,), (2, 3, 2), (3, 1)):
        predictions, targets = generator.normal(size=(2, *shape))

        def loss_at(p, targets=targets):
            return torch.nn.functional.mse_loss(torch.tensor(p), torch.tensor(targets))

        expected = loss_at(predictions), check.gradient(loss_at, predictions)
        check.call(mse, predictions, targets).gives(expected)
        single = predictions.astype(np.float32), targets.astype(np.float32)
        check.call(mse, *single).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 2. Mean absolute error
#
# $$L = \frac{1}{n} \sum_i |p_i - t_i| \qquad\qquad
# \frac{\partial L}{\partial p_i} = \frac{1}{n} \operatorname{sign}(p_i - t_i)$$
#
# Without the $|\cdot|$, errors to the left and to the right would cancel, and a model
# that is always wrong could have a loss of 0. The slope of $|e|$ is $1$ for positive
# $e$ and $-1$ for negative $e$, **however large** the error is. At $e = 0$ it has a
# corner and no derivative; any number from $-1$ to $1$ may stand for it (a
# *sub-gradient*), and this course takes 0.
#
# Predictions $(3, 1)$ for targets $(2, 4)$: the errors $(1, -3)$ give the loss
# $(1 + 3) / 2 = 2$ and the gradient $(\frac12, -\frac12)$.


# %% nbgrader={"grade_id": "mae", "solution": true}
def mae(
    predictions: Float[np.ndarray, "*shape"], targets: Float[np.ndarray, "*shape"]
) -> tuple[float, Float[np.ndarray, "*shape"]]:
    """The mean absolute error and a sub-gradient of it.

    Parameters
    ----------
    predictions : what the model gives, float32 or float64
    targets : what it should give

    Returns
    -------
    loss : one number (numpy's are fine too), the mean of |predictions - targets| over
        all elements
    gradient : that of the loss with respect to `predictions`, in their shape, of any
        float dtype; 0 where a prediction equals its target

    No argument is changed. Built by hand: not using torch, scipy, sklearn, check.
    Source: Goodfellow et al. 2016, section 6.2.1.
    """
    ### BEGIN SOLUTION
    error = predictions - targets
    return np.mean(np.abs(error)), np.sign(error) / error.size
    ### END SOLUTION


# %% [markdown]
# In the first picture the targets are 0, 1 and 5 again, and the best constant is now 1,
# their **median**: each target pulls with the same force, however far it is, so the
# best place has as many targets on its left as on its right. An *outlier*, a point far
# from the rest, has one vote like every other point. For the squared error its pull
# grows with its distance; the second picture shows what that does to a fit.


# %% nbgrader={"grade_id": "see_mae", "show": true}
def see_mae():
    def draw(axes, loss_and_slope):
        axes.set_ylim(0, 6)
        draw_constant(axes, loss_and_slope)

    check.beside(
        target=lambda: best_constant(TORCH_LOSSES["MAE"]),
        yours=lambda: best_constant(mae),
        draw=draw,
    )


see_mae()


# %% nbgrader={"grade_id": "see_outlier", "show": true}
# One outlier: lines fitted by gradient descent, with your gradients on the right
def see_outlier():
    def fitted_by_you(loss_and_gradient):
        try:
            return fitted_line(loss_and_gradient)
        except NotImplementedError:
            return None

    check.beside(
        target=lambda: {
            name: fitted_line(TORCH_LOSSES[name]) for name in ("MSE", "MAE")
        },
        yours=lambda: {"MSE": fitted_by_you(mse), "MAE": fitted_by_you(mae)},
        draw=draw_fits,
    )


see_outlier()


# %% nbgrader={"grade_id": "mae_by_hand", "points": 1}
# Visible test, 1 point: two examples with three numbers each; errors 1, -2, 4, 3, 5, -9
@check.test
def mae_by_hand():
    @check.student_side
    def result_of_mae(predictions, targets):
        pair = mae(predictions, targets)
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise TypeError("return two things: the loss and its gradient")
        return {"loss": pair[0], "gradient": pair[1]}

    check.by_hand(mae, not_using="torch scipy sklearn check")
    predictions = np.array([[2.0, 1.0, 5.0], [4.0, 7.0, -5.0]])
    targets = np.array([[1.0, 3.0, 1.0], [1.0, 2.0, 4.0]])
    gradient = np.array([[1.0, -1.0, 1.0], [1.0, 1.0, -1.0]]) / 6
    expected = {"loss": 4.0, "gradient": gradient}
    check.call(result_of_mae, predictions, targets).gives(expected)


# %% nbgrader={"grade_id": "mae_of_any_shape", "points": 1}
# Hidden test, 1 point: one, two and three axes; errors of 0; float32
### BEGIN HIDDEN TESTS
@check.test
def mae_of_any_shape():
    generator = np.random.default_rng(2)
    for shape in ((4,), (2, 3, 2), (3, 1)):
        targets = generator.normal(size=shape)
        away = generator.choice([-1.0, 1.0], shape) * generator.uniform(0.1, 2, shape)
        predictions = targets + away  # further from the corner than a difference goes

        def loss_at(p, targets=targets):
            return torch.nn.functional.l1_loss(torch.tensor(p), torch.tensor(targets))

        expected = loss_at(predictions), check.gradient(loss_at, predictions)
        check.call(mae, predictions, targets).gives(expected)
        single = predictions.astype(np.float32), targets.astype(np.float32)
        check.call(mae, *single).gives(expected)

    predictions, targets = np.array([[2.0, -1.5, 0.0, 7.0], [2.0, 1.5, 1.0, 7.0]])
    expected = 1.0, np.array([0.0, -0.25, -0.25, 0.0])
    check.call(mae, predictions, targets).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 3. Cross-entropy
#
# A classifier gives one score, a *logit*, for each of $C$ classes. Softmax makes
# probabilities of the logits $z$ of one example:
#
# $$p_c = \frac{e^{z_c}}{\sum_k e^{z_k}}$$
#
# The cross-entropy is minus the logarithm of the probability that the **true** class
# got, averaged over the $N$ examples. With $y_n$ for the label of example $n$:
#
# $$L = -\frac{1}{N} \sum_n \log p_{n, y_n}$$
#
# A sure and right answer costs nothing ($-\log 1 = 0$); a probability of $\frac12$
# costs 0.69, and the surer a wrong answer is, the more it costs, without limit. The
# gradient is as simple as can be: probability minus truth,
#
# $$\frac{\partial L}{\partial z_{nc}} = \frac{1}{N}
# \bigl(p_{nc} - [c = y_n]\bigr)$$
#
# where $[c = y_n]$ is 1 for the true class and 0 for all others.
#
# The logits $(0, \ln 3)$ have the probabilities $(\frac14, \frac34)$. If the label is
# 0, the loss is $-\ln \frac14 = 1.386$ and the gradient $(-\frac34, \frac34)$: the true
# logit should rise, the other fall. As one of two examples it counts half:
# $(-\frac38, \frac38)$. The gradient of each example sums to 0, a good check.
#
# **Numbers that do not fit.** For the logits $(0, -1000)$ and the label 1 the loss is
# 1000: a harmless number. But the probability $e^{-1000}$ is rounded to 0, and its
# logarithm is $-\infty$. So take the logarithm on paper, before anything is rounded:
#
# $$-\log p_y = \log \sum_k e^{z_k} - z_y$$
#
# And $e^{1000}$ is too large for a float. With the largest logit of this example,
# $m = \max_k z_k$, everything fits:
#
# $$-\log p_y = \log \sum_k e^{z_k - m} - (z_y - m)$$
#
# Subtract $m$ from $z_y$ *first*: beside a large $m$, small numbers lose their digits.
# In float32, $100001 + 0.3133$ is $100001.3125$.
#
# The same shift serves the probabilities: softmax of $z - m$ is softmax of $z$. The
# loss takes the logits as they come; there is no softmax before it.


# %% nbgrader={"grade_id": "cross_entropy", "solution": true}
def cross_entropy(
    logits: Float[np.ndarray, "N C"], labels: Int[np.ndarray, "N"]
) -> tuple[float, Float[np.ndarray, "N C"]]:
    """The cross-entropy of softmax probabilities and its gradient.

    Parameters
    ----------
    logits : the scores of each example, one for each class, from -1e30 to 1e30; float32
        or float64
    labels : the true class of each example, from 0 to C - 1; not every class has to
        occur

    Returns
    -------
    loss : one number (numpy's are fine too), the mean over the N examples of minus the
        natural logarithm of the true class's probability; finite
    gradient : that of the loss with respect to `logits`, in their shape, of any float
        dtype

    Only differences of logits count: 100000 and 100001 give what 0 and 1 give, to four
    digits in float32 too. So the largest is subtracted before anything else is done.
    No argument is changed. Built by hand: not using torch, scipy, sklearn, check.
    Source: Goodfellow et al. 2016, section 6.2.2.
    """
    ### BEGIN SOLUTION
    rows = np.arange(len(labels))
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    gradient = np.exp(log_p)
    gradient[rows, labels] -= 1
    return -log_p[rows, labels].mean(), gradient / len(rows)
    ### END SOLUTION


# %% [markdown]
# The picture shows the loss of two examples while one logit of the first moves. It
# falls as the logit of the true class grows, and rises with that of another class. Far
# out it goes straight on, sloping or flat: nothing overflows. The short black lines are
# the gradient.


# %% nbgrader={"grade_id": "see_cross_entropy", "show": true}
# Two examples; the logit of one moves, that of its true class or that of another
def see_cross_entropy():
    def along(loss_and_gradient, column):
        def at(z):
            logits = np.array([[0.0, 1.0, -1.0], [0.5, 0.0, -0.5]])
            logits[0, column] = z
            loss, gradient = loss_and_gradient(logits, np.array([0, 2]))
            return loss, np.asarray(gradient)[0, column]

        return at

    def draw(axes, loss_and_gradient):
        across, places = np.linspace(-9, 9, 121), (-6.0, -1.0, 1.5, 6.0)
        for column, name in enumerate(("true class", "another class")):
            curve = along(loss_and_gradient, column)
            draw_tangents(axes, curve, across, places, 1.2, f"C{column}", name)
        axes.set_ylim(0, 6)
        axes.set_xlabel("logit of one class")
        axes.set_ylabel("loss")
        axes.legend(loc="upper center", fontsize=7)

    check.beside(
        target=lambda: TORCH_LOSSES["cross-entropy"],
        yours=lambda: cross_entropy,
        draw=draw,
    )


see_cross_entropy()


# %% nbgrader={"grade_id": "cross_entropy_by_hand", "points": 1}
# Visible test, 1 point: two examples of three classes; then the logits 0 and -1000
@check.test
def cross_entropy_by_hand():
    @check.student_side
    def result_of_cross_entropy(logits, labels):
        pair = cross_entropy(logits, labels)
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise TypeError("return two things: the loss and its gradient")
        return {"loss": pair[0], "gradient": pair[1]}

    check.by_hand(cross_entropy, not_using="torch scipy sklearn check")
    logits = np.log([[1.0, 2.0, 5.0], [6.0, 1.0, 3.0]])
    labels = np.array([2, 1])
    # the probabilities are 1/8, 2/8, 5/8 and 0.6, 0.1, 0.3
    gradient = np.array([[0.125, 0.25, -0.375], [0.6, -0.9, 0.3]]) / 2
    expected = {"loss": -(np.log(0.625) + np.log(0.1)) / 2, "gradient": gradient}
    check.call(result_of_cross_entropy, logits, labels).gives(expected)

    logits, labels = np.array([[0.0, -1000.0]]), np.array([1])
    expected = {"loss": 1000.0, "gradient": [[1.0, -1.0]]}
    check.call(result_of_cross_entropy, logits, labels).gives(expected)


# %% nbgrader={"grade_id": "cross_entropy_of_batches", "points": 1}
# Hidden test, 1 point: many examples and one, classes that do not occur; float32
### BEGIN HIDDEN TESTS
@check.test
def cross_entropy_of_batches():
    generator = np.random.default_rng(3)
    for n, classes, used in ((6, 4, 4), (3, 5, 2), (1, 3, 1), (7, 2, 2)):
        logits = generator.normal(scale=2, size=(n, classes))
        labels = generator.permutation(np.arange(n) % used)

        def loss_at(z, labels=labels):
            z, labels = torch.tensor(z), torch.tensor(labels)
            return torch.nn.functional.cross_entropy(z, labels)

        expected = loss_at(logits), check.gradient(loss_at, logits)
        check.call(cross_entropy, logits, labels).gives(expected)
        check.call(cross_entropy, logits.astype(np.float32), labels).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "cross_entropy_is_stable", "points": 2}
# Hidden test, 2 points: logits near 0, 1000, -1000, all in one; float32 near 100000
### BEGIN HIDDEN TESTS
@check.test
def cross_entropy_is_stable():
    logits = np.array(
        [
            [0.0, 1.0, 2.0, 0.5],
            [1000.0, 1001.0, 1002.0, 999.0],
            [-1000.0, -1001.0, -1002.0, -999.5],
            [1000.0, 0.0, -1000.0, 999.0],
        ]
    )
    for labels in (np.array([3, 0, 1]), np.array([1, 3, 2, 1])):
        rows = logits[: len(labels)]
        at = torch.tensor(rows, requires_grad=True)
        loss = torch.nn.functional.cross_entropy(at, torch.tensor(labels))
        expected = loss.item(), torch.autograd.grad(loss, at)[0]
        check.call(cross_entropy, rows, labels).gives(expected)

    single = np.float32([[0.0, 1.0, -1.0], [2.0, 0.5, 1.0]]) + np.float32(100000)
    at = torch.tensor(single, dtype=torch.float64, requires_grad=True)
    loss = torch.nn.functional.cross_entropy(at, torch.tensor([1, 2]))
    expected = loss.item(), torch.autograd.grad(loss, at)[0]
    check.call(cross_entropy, single, np.array([1, 2])).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 4. Log loss
#
# *Log loss* is another name for cross-entropy, mostly used where a model gives
# **probabilities**:
#
# $$L = -\frac{1}{N} \sum_n \log p_{n, y_n}$$
#
# So it is no logarithm of an error or of a difference, in spite of its name. Only the
# probability of the true class counts; what the other classes got does not enter.
# $\log$ is the natural logarithm.
#
# Three examples whose true classes got $\frac12$, $\frac14$ and $1$: the loss is
# $(\ln 2 + \ln 4 + 0) / 3 = \ln 2 = 0.693$. This has a meaning: $e^{-L} = \frac12$ is
# the (geometric) mean probability of the truth.
#
# What if the truth got the probability 0? Then the model called impossible what
# happened, and the loss is $\infty$. Some libraries add a small $\varepsilon$ inside
# the logarithm, or clip the probabilities, to get a finite number. But that number is
# made up: with $\varepsilon = 10^{-12}$ a probability of $10^{-40}$ costs 27.6 and not
# 92.1, and beyond that all mistakes look alike. Where probabilities come from logits
# the cure is part 3; here the loss is $\infty$. That is for the **true** class only: a
# probability of 0 for a class that is not true costs nothing.


# %% nbgrader={"grade_id": "log_loss", "solution": true}
def log_loss(
    probabilities: Float[np.ndarray, "N C"], labels: Int[np.ndarray, "N"]
) -> float:
    """The mean of minus the logarithm of the true class's probability.

    Parameters
    ----------
    probabilities : those of each example, one for each class, from 0 to 1 (0 and 1 may
        occur); each row sums to 1; float32 or float64
    labels : the true class of each example, from 0 to C - 1; not every class has to
        occur

    Returns
    -------
    loss : one number (numpy's are fine too), the mean over the N examples of minus the
        natural logarithm of the true class's probability; inf if one of these
        probabilities is 0

    No argument is changed. Built by hand: not using torch, scipy, sklearn, check.
    Source: Bishop 2006, section 4.3.4.
    """
    ### BEGIN SOLUTION
    return -np.log(probabilities[np.arange(len(labels)), labels]).mean()
    ### END SOLUTION


# %% [markdown]
# In the picture the probability of the true class falls, from right to left, from 1 to
# $10^{-40}$, and the loss rises in a straight line to 92, without limit. The gray line
# has an $\varepsilon$ of $10^{-12}$ and stops at 27.6.


# %% nbgrader={"grade_id": "see_log_loss", "show": true}
# The true class gets less and less: from 1 down to a probability of 1e-40
def see_log_loss():
    powers = np.linspace(-40, 0, 81)

    def losses_by_you():
        true = 10.0**powers
        return [log_loss(np.array([[p, 1 - p]]), np.array([0])) for p in true]

    def draw(axes, losses):
        clipped = -np.log(np.maximum(10.0**powers, 1e-12))
        axes.plot(powers, clipped, "0.7", label="with an epsilon of 1e-12")
        axes.plot(powers, losses, "C0--", label="log loss")
        axes.set_ylim(-5, 100)
        axes.set_xticks(
            [-40, -30, -20, -10, 0], ["1e-40", "1e-30", "1e-20", "1e-10", "1"]
        )
        axes.set_xlabel("probability of the true class")
        axes.set_ylabel("loss")
        axes.legend(loc="upper right", fontsize=7)

    check.beside(target=lambda: -powers * np.log(10), yours=losses_by_you, draw=draw)


see_log_loss()


# %% nbgrader={"grade_id": "log_loss_by_hand", "points": 1}
# Visible test, 1 point: two examples of three classes; then a true class that got 0
@check.test
def log_loss_by_hand():
    check.by_hand(log_loss, not_using="torch scipy sklearn check")
    probabilities = np.array([[0.5, 0.2, 0.3], [0.15, 0.6, 0.25]])
    expected = (np.log(2.0) + np.log(4.0)) / 2  # the true classes got 0.5 and 0.25
    check.call(log_loss, probabilities, np.array([0, 2])).gives(expected)

    never = np.array([[0.4, 0.0, 0.6]])
    check.call(log_loss, never, np.array([1])).gives(np.inf)


# %% nbgrader={"grade_id": "log_loss_everywhere", "points": 1}
# Hidden test, 1 point: probabilities from 0 through 1e-30 to 1; any number of classes
### BEGIN HIDDEN TESTS
@check.test
def log_loss_everywhere():
    tiny = np.array([[1e-30, 0.5, 0.5], [0.25, 0.25, 0.5], [1.0 - 1e-15, 1e-15, 0.0]])
    sure = np.array([[0.0, 1.0, 0.0, 0.0], [0.5, 0.0, 0.5, 0.0], [0.0, 0.2, 0.7, 0.1]])
    generator = np.random.default_rng(4)
    many = generator.dirichlet(np.ones(6), size=9)
    labels = generator.integers(4, size=9)
    given = ((tiny, [0, 2, 1]), (sure, [1, 2, 2]), (sure, [1, 1, 2]), (many, labels))
    for probabilities, labels in given:
        labels = np.array(labels)
        logs = torch.log(torch.tensor(probabilities))
        expected = torch.nn.functional.nll_loss(logs, torch.tensor(labels)).item()
        check.call(log_loss, probabilities, labels).gives(expected)
        single = probabilities.astype(np.float32)
        check.call(log_loss, single, labels).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 5. Binary cross-entropy, from logits
#
# With two classes one logit $z$ is enough: the sigmoid makes of it the probability of
# class 1, $\sigma(z) = \frac{1}{1 + e^{-z}}$, and class 0 gets the rest,
# $1 - \sigma(z) = \sigma(-z)$. The label $y$ is 0 or 1, or a number **between**: 0.9
# says that the truth is class 1 with a probability of 90 % (people who label do not
# always agree). It weights the two logarithms. One example costs
#
# $$\ell = -y \log \sigma(z) - (1 - y) \log \sigma(-z) \qquad\qquad
# \frac{\partial \ell}{\partial z} = \sigma(z) - y$$
#
# and the loss is the mean of $\ell$ over the $N$ examples. The gradient is again
# probability minus truth, divided by $N$.
#
# The logit $\ln 3$ has $\sigma = \frac{1}{1 + 1/3} = \frac34$. With the label 1 it
# costs $-\ln \frac34 = 0.288$, with the label 0 it costs $-\ln \frac14 = 1.386$, and
# with the label 0.9 it costs $0.9 \cdot 0.288 + 0.1 \cdot 1.386 = 0.398$. The slopes
# are $-0.25$, $0.75$ and $-0.15$.
#
# **Numbers that do not fit**, again. For $z = 50$ and the label 0 the loss is 50, but
# $\sigma(50)$ is so near to 1 that it is rounded to 1, and the rest to 0. So never make
# the probability on the way to its logarithm:
#
# $$-\log \sigma(z) = \log(1 + e^{-z}) = \max(-z, 0) + \log(1 + e^{-|z|})$$
#
# The form in the middle overflows for $z = -1000$; the one on the right never does. The
# second logarithm, $-\log \sigma(-z)$, is the same with $-z$ for $z$.
#
# The sigmoid in the gradient has two forms as well, $\frac{1}{1 + e^{-z}}$ and
# $\frac{e^{z}}{1 + e^{z}}$. In numpy the first gives the right 0 for $z = -1000$, as
# $e^{1000}$ becomes $\infty$ (and numpy warns); the second gives $\infty / \infty$,
# which is nan, for $z = 1000$.


# %% nbgrader={"grade_id": "binary_cross_entropy_with_logits", "solution": true}
def binary_cross_entropy_with_logits(
    logits: Float[np.ndarray, "N"],
    labels: Float[np.ndarray, "N"] | Int[np.ndarray, "N"],
) -> tuple[float, Float[np.ndarray, "N"]]:
    """The cross-entropy of sigmoid probabilities and its gradient.

    Parameters
    ----------
    logits : the score of each example, from -1e30 to 1e30; float32 or float64
    labels : the probability that the example is of class 1: 0, 1 or between; an array
        of floats, or one of integers if all are 0 or 1

    Returns
    -------
    loss : one number (numpy's are fine too), the mean over the N examples; finite
    gradient : that of the loss with respect to `logits`, in their shape, of any float
        dtype

    No argument is changed. Built by hand: not using torch, scipy, sklearn, check.
    Source: Goodfellow et al. 2016, section 6.2.2.
    """
    ### BEGIN SOLUTION
    small = np.exp(-np.abs(logits))
    losses = np.maximum(logits, 0) - labels * logits + np.log1p(small)
    probabilities = np.where(logits > 0, 1, small) / (1 + small)
    return losses.mean(), (probabilities - labels) / len(labels)
    ### END SOLUTION


# %% [markdown]
# The picture shows the loss over the logit. With the label 0 it rises to the right,
# with the label 1 to the left, in straight lines up to 60. With the label 0.75 it rises
# to both sides; it is lowest where the sigmoid is 0.75, at $\ln 3$.


# %% nbgrader={"grade_id": "see_binary_cross_entropy", "show": true}
def see_binary_cross_entropy():
    def with_label(loss_and_gradient, label):
        def at(z):
            loss, gradient = loss_and_gradient(np.array([z]), np.array([label]))
            return loss, np.asarray(gradient)[0]

        return at

    def draw(axes, loss_and_gradient):
        across, places = np.linspace(-60, 60, 121), (-40.0, -12.0, 12.0, 40.0)
        for label, colour in ((0.0, "C0"), (1.0, "C1"), (0.75, "C2")):
            curve = with_label(loss_and_gradient, label)
            draw_tangents(axes, curve, across, places, 8, colour, f"label {label:g}")
        axes.set_ylim(-5, 65)
        axes.set_xlabel("logit")
        axes.set_ylabel("loss")
        axes.legend(loc="upper center", fontsize=7)

    check.beside(
        target=lambda: TORCH_LOSSES["binary cross-entropy"],
        yours=lambda: binary_cross_entropy_with_logits,
        draw=draw,
    )


see_binary_cross_entropy()


# %% nbgrader={"grade_id": "binary_cross_entropy_by_hand", "points": 1}
# Visible test, 1 point: probabilities 0.75, 0.5 and 0.2; then the logit 50
@check.test
def binary_cross_entropy_by_hand():
    @check.student_side
    def result_of_binary_cross_entropy(logits, labels):
        pair = binary_cross_entropy_with_logits(logits, labels)
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise TypeError("return two things: the loss and its gradient")
        return {"loss": pair[0], "gradient": pair[1]}

    not_using = "torch scipy sklearn check"
    check.by_hand(binary_cross_entropy_with_logits, not_using=not_using)
    logits = np.array([np.log(3.0), 0.0, -np.log(4.0)])
    labels = np.array([1.0, 0.0, 1.0])
    loss = -(np.log(0.75) + np.log(0.5) + np.log(0.2)) / 3
    expected = {"loss": loss, "gradient": np.array([-0.25, 0.5, -0.8]) / 3}
    check.call(result_of_binary_cross_entropy, logits, labels).gives(expected)

    logits, labels = np.array([50.0]), np.array([0.0])
    expected = {"loss": 50.0, "gradient": [1.0]}
    check.call(result_of_binary_cross_entropy, logits, labels).gives(expected)


# %% nbgrader={"grade_id": "binary_cross_entropy_soft_labels", "points": 1}
# Hidden test, 1 point: labels 0, 1 and between; many examples and one; float32
### BEGIN HIDDEN TESTS
@check.test
def binary_cross_entropy_soft_labels():
    generator = np.random.default_rng(5)
    for n in (7, 1, 4):
        logits = generator.normal(scale=2, size=n)
        labels = generator.uniform(size=n)
        labels[1:3] = (0.0, 1.0)[: n - 1]

        def loss_at(z, labels=labels):
            loss = torch.nn.functional.binary_cross_entropy_with_logits
            return loss(torch.tensor(z), torch.tensor(labels))

        expected = loss_at(logits), check.gradient(loss_at, logits)
        check.call(binary_cross_entropy_with_logits, logits, labels).gives(expected)
        single = logits.astype(np.float32), labels.astype(np.float32)
        check.call(binary_cross_entropy_with_logits, *single).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "binary_cross_entropy_is_stable", "points": 1}
# Hidden test, 1 point: logits near 0, 50, -50, 1000, -1000; labels as integers
### BEGIN HIDDEN TESTS
@check.test
def binary_cross_entropy_is_stable():
    labels = np.array([0.0, 1.0, 0.0, 0.0, 1.0])
    for far in (50.0, 1000.0):
        logits = np.array([0.25, far, -far, far, -far])
        at = torch.tensor(logits, requires_grad=True)
        loss = torch.nn.functional.binary_cross_entropy_with_logits
        value = loss(at, torch.tensor(labels))
        expected = value.item(), torch.autograd.grad(value, at)[0]
        for given in (labels, labels.astype(int)):
            check.call(binary_cross_entropy_with_logits, logits, given).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 6. Hinge
#
# Here the two classes are called $-1$ and $1$, and the model's answer is the sign of
# its score $s$. The *margin* $y s$ is then positive for a right answer and negative for
# a wrong one, and its size says how sure the answer is. The hinge loss asks for a
# margin of **at least 1**, not just for the right side:
#
# $$\ell = \max(0,\; 1 - y s) \qquad\qquad
# \frac{\partial \ell}{\partial s} = \begin{cases} -y & y s < 1 \\
# 0 & y s \ge 1 \end{cases}$$
#
# and the loss is the mean over the $N$ examples. (At $y s = 1$ there is a corner; the
# course takes 0.)
#
# | score $s$ | label $y$ | margin $y s$ | loss | slope |
# |---|---|---|---|---|
# | 2.5 | 1 | 2.5 | 0 | 0 |
# | 0.4 | 1 | 0.4 | 0.6 | −1 |
# | 0.4 | −1 | −0.4 | 1.4 | 1 |
# | −3 | −1 | 3 | 0 | 0 |
#
# A score of 2.5 for the label 1 costs nothing, though it is not 1: the classes are to
# be told apart, and no number is to be hit. A plain difference $y - s$ would not do
# that. And an example with a margin above 1 has no slope at all: it no longer takes
# part in training.


# %% nbgrader={"grade_id": "hinge", "solution": true}
def hinge(
    scores: Float[np.ndarray, "N"], y: Float[np.ndarray, "N"] | Int[np.ndarray, "N"]
) -> tuple[float, Float[np.ndarray, "N"]]:
    """The hinge loss with margin 1 and a sub-gradient of it.

    Parameters
    ----------
    scores : the score of each example, float32 or float64
    y : the label of each example, -1 or 1; an array of floats or of integers

    Returns
    -------
    loss : one number (numpy's are fine too), the mean over the N examples of
        max(0, 1 - y * score)
    gradient : that of the loss with respect to `scores`, in their shape, of any float
        dtype; 0 for an example whose margin is exactly 1

    No argument is changed. Built by hand: not using torch, scipy, sklearn, check.
    Source: Cortes and Vapnik 1995; Bishop 2006, section 7.1.
    """
    ### BEGIN SOLUTION
    losses = np.maximum(0, 1 - y * scores)
    return losses.mean(), np.where(losses > 0, -y, 0) / len(y)
    ### END SOLUTION


# %% [markdown]
# In the picture, the loss for $y = +1$ falls with slope $-1$ until the score is 1, and
# is 0 from there on. For $y = -1$ it is the mirror image: 0 up to the score $-1$, and
# then it rises.


# %% nbgrader={"grade_id": "see_hinge", "show": true}
def see_hinge():
    def with_label(loss_and_gradient, y):
        def at(score):
            loss, gradient = loss_and_gradient(np.array([score]), np.array([y]))
            return loss, np.asarray(gradient)[0]

        return at

    def draw(axes, loss_and_gradient):
        across, places = np.linspace(-3, 3, 121), (-2.3, -0.5, 0.4, 2.0)
        for y, colour in ((1.0, "C0"), (-1.0, "C1")):
            curve = with_label(loss_and_gradient, y)
            draw_tangents(axes, curve, across, places, 0.4, colour, f"y = {y:+g}")
        axes.set_ylim(-0.5, 5)
        axes.set_xlabel("score")
        axes.set_ylabel("loss")
        axes.legend(loc="upper center", fontsize=7)

    check.beside(target=lambda: TORCH_LOSSES["hinge"], yours=lambda: hinge, draw=draw)


see_hinge()


# %% [markdown]
# And here are three of your losses over the margin, as in the picture at the top.
# Cross-entropy always pulls a little, also at right answers. MSE wants the score to be
# 1, and so it punishes answers that are right and surer than that.


# %% nbgrader={"grade_id": "see_losses_over_margin", "show": true}
# Your losses of one positive example, as in the picture at the top
def see_losses_over_margin():
    def written(function):
        try:
            function(np.array([0.5]), np.array([1.0]))
        except NotImplementedError:
            return None
        return function

    yours = {
        "MSE": mse,
        "binary cross-entropy": binary_cross_entropy_with_logits,
        "hinge": hinge,
    }
    check.beside(
        target=lambda: curves_over_margin({name: TORCH_LOSSES[name] for name in yours}),
        yours=lambda: curves_over_margin({n: written(f) for n, f in yours.items()}),
        draw=draw_over_margin,
    )


see_losses_over_margin()


# %% nbgrader={"grade_id": "hinge_by_hand", "points": 1}
# Visible test, 1 point: margins 3, 0.5, 2, -0.25 and -1.5, two of them of the label -1
@check.test
def hinge_by_hand():
    @check.student_side
    def result_of_hinge(scores, y):
        pair = hinge(scores, y)
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise TypeError("return two things: the loss and its gradient")
        return {"loss": pair[0], "gradient": pair[1]}

    check.by_hand(hinge, not_using="torch scipy sklearn check")
    scores = np.array([3.0, 0.5, -2.0, 0.25, -1.5])
    y = np.array([1.0, 1.0, -1.0, -1.0, 1.0])
    # the examples cost 0, 0.5, 0, 1.25 and 2.5
    expected = {"loss": 0.85, "gradient": [0.0, -0.2, 0.0, 0.2, -0.2]}
    check.call(result_of_hinge, scores, y).gives(expected)


# %% nbgrader={"grade_id": "hinge_of_batches", "points": 1}
# Hidden test, 1 point: many examples and one, labels as integers; float32
### BEGIN HIDDEN TESTS
@check.test
def hinge_of_batches():
    generator = np.random.default_rng(6)
    for n in (7, 1, 4):
        y = generator.choice([-1, 1], size=n)
        scores = y * generator.choice([-3.5, -0.6, 0.3, 0.9, 1.4, 6.0], size=n)
        scores[0] = -0.7 * y[0]

        def loss_at(s, y=y):
            return torch.relu(1 - torch.tensor(y) * torch.tensor(s)).mean()

        expected = loss_at(scores), check.gradient(loss_at, scores)
        check.call(hinge, scores, y).gives(expected)
        check.call(hinge, scores.astype(np.float32), y).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "hinge_at_the_margin", "points": 1}
# Hidden test, 1 point: margins of exactly 1, 0 and -1
### BEGIN HIDDEN TESTS
@check.test
def hinge_at_the_margin():
    scores = np.array([1.0, -1.0, 0.0, -1.0, 0.0, 1.0, 0.5, -4.0])
    y = np.array([1.0, -1.0, 1.0, 1.0, -1.0, -1.0, 1.0, -1.0])
    # the examples cost 0, 0, 1, 2, 1, 2, 0.5 and 0
    gradient = np.array([0.0, 0.0, -1.0, -1.0, 1.0, 1.0, -1.0, 0.0]) / 8
    check.call(hinge, scores, y).gives((6.5 / 8, gradient))


### END HIDDEN TESTS

# %% [markdown]
# ## 7. Hinge for many classes
#
# With $C$ classes there are $C$ scores, and the true class should beat **every** other
# by at least 1. Each wrong class that comes closer costs the missing part:
#
# $$\ell = \sum_{c \ne y} \max(0,\; s_c - s_y + 1)$$
#
# and the loss is the mean over the $N$ examples.
#
# Scores $(5, 4.5, 1, 7)$ with the label 0: class 1 is 0.5 behind and costs 0.5, class 2
# is far behind and costs 0, class 3 is 2 ahead and costs 3. Together 3.5. The true
# class itself is left out; against itself it would cost 1, in every example.
#
# A network that knows nothing gives the same score to all classes. Then every wrong
# class costs 1, and the loss is $C - 1$: a good check before training starts.
#
# (This is the form of Weston and Watkins. torch's `multi_margin_loss` divides by $C$ as
# well; another form takes only the worst of the wrong classes.)


# %% nbgrader={"grade_id": "multiclass_hinge", "solution": true}
def multiclass_hinge(
    scores: Float[np.ndarray, "N C"], labels: Int[np.ndarray, "N"]
) -> float:
    """The hinge loss for many classes, with margin 1, after Weston and Watkins.

    Parameters
    ----------
    scores : those of each example, one for each class; float32 or float64
    labels : the true class of each example, from 0 to C - 1; not every class has to
        occur

    Returns
    -------
    loss : one number (numpy's are fine too): for each example the *sum* over the wrong
        classes c of max(0, score of c - score of the true class + 1); of these, the
        mean over the N examples

    No argument is changed. Built by hand: not using torch, scipy, sklearn, check.
    Source: Weston and Watkins 1999.
    """
    ### BEGIN SOLUTION
    rows = np.arange(len(labels))
    true = scores[rows, labels]
    costs = np.maximum(0, scores - true[:, None] + 1)
    costs[rows, labels] = 0
    return costs.sum(axis=1).mean()
    ### END SOLUTION


# %% [markdown]
# In the picture, the loss of one example falls as the score of its true class grows:
# with slope $-3$ while all three other classes are too close, then $-2$, then $-1$. It
# is 0 from 3 on, which is 1 above the best of the others.


# %% nbgrader={"grade_id": "see_multiclass_hinge", "show": true}
# One example of four classes; the score of the true class moves past the others
def see_multiclass_hinge():
    others = np.array([-1.0, 0.5, 2.0])
    moving = np.linspace(-3, 5, 81)

    def curve(loss):
        rows = [np.array([[s, *others]]) for s in moving]
        return [loss(row, np.array([0])) for row in rows]

    def by_torch(scores, labels):
        loss = torch.nn.functional.multi_margin_loss
        return scores.shape[1] * loss(torch.tensor(scores), torch.tensor(labels)).item()

    def draw(axes, losses):
        axes.plot(moving, losses, label="loss")
        for other in others:
            label = "scores of the others" if other == others[0] else None
            axes.axvline(other, color="0.7", linestyle=":", label=label)
        axes.set_ylim(-0.5, 14)
        axes.set_xlabel("score of the true class")
        axes.set_ylabel("loss")
        axes.legend(loc="upper right", fontsize=7)

    check.beside(
        target=lambda: curve(by_torch), yours=lambda: curve(multiclass_hinge), draw=draw
    )


see_multiclass_hinge()


# %% nbgrader={"grade_id": "multiclass_hinge_by_hand", "points": 1}
# Visible test, 1 point: two examples of four classes, the second beyond all margins
@check.test
def multiclass_hinge_by_hand():
    check.by_hand(multiclass_hinge, not_using="torch scipy sklearn check")
    scores = np.array([[2.0, 3.5, 1.25, -0.5], [0.5, 1.0, -1.0, 3.0]])
    labels = np.array([0, 3])
    expected = ((2.5 + 0.25 + 0) + (0 + 0 + 0)) / 2
    check.call(multiclass_hinge, scores, labels).gives(expected)


# %% nbgrader={"grade_id": "multiclass_hinge_of_batches", "points": 1}
# Hidden test, 1 point: any numbers of examples and classes, equal scores; float32
### BEGIN HIDDEN TESTS
@check.test
def multiclass_hinge_of_batches():
    generator = np.random.default_rng(7)
    for n, classes in ((6, 4), (3, 5), (1, 3), (5, 2)):
        scores = generator.normal(size=(n, classes))
        labels = generator.integers(max(classes - 1, 2), size=n)
        scores[np.arange(n), labels] += 1.5  # some examples are beyond all margins
        loss = torch.nn.functional.multi_margin_loss
        by_torch = loss(torch.tensor(scores), torch.tensor(labels)).item()
        expected = classes * by_torch  # torch divides by the number of classes
        check.call(multiclass_hinge, scores, labels).gives(expected)
        single = scores.astype(np.float32)
        check.call(multiclass_hinge, single, labels).gives(expected)

    tied = np.array([[1.5, 1.5, 1.0], [0.25, 2.0, 2.0]])  # costs 1 + 0.5, and 0 + 1
    check.call(multiclass_hinge, tied, np.array([0, 2])).gives(1.25)
    nothing, labels = np.full((4, 6), 0.5), np.array([5, 0, 3, 3])
    check.call(multiclass_hinge, nothing, labels).gives(5.0)


### END HIDDEN TESTS

# %% [markdown]
# ## 8. KL divergence
#
# Sometimes the target is a whole distribution: another model's probabilities, or the
# normal distribution that a generator should draw from. How far is a model's $q$ from
# the target $p$?
#
# $$\operatorname{KL}(p \,\|\, q) = \sum_c p_c \log \frac{p_c}{q_c}$$
#
# It is 0 if both are the same and positive otherwise. For $p = (\frac12, \frac12)$ and
# $q = (\frac14, \frac34)$ it is
# $\frac12 \ln 2 + \frac12 \ln \frac23 = 0.144$.
#
# It is **no distance**: the other way round, $\operatorname{KL}(q \,\|\, p) = \frac14
# \ln \frac12 + \frac34 \ln \frac32 = 0.131$. The first distribution says where we look:
# $\operatorname{KL}(p \,\|\, q)$ punishes $q$ for missing a place of $p$,
# $\operatorname{KL}(q \,\|\, p)$ for going where $p$ is not.
#
# Two rules for zeros. Where $p_c = 0$ the term is 0, whatever $q_c$ is
# ($0 \log 0 = 0$, the limit; numpy gives nan). Where $p_c > 0$ and $q_c = 0$ it is
# $\infty$: something happens that $q$ calls impossible. And $\log p - \log q$ is safer
# than $\log (p / q)$, which overflows in float32 for a small $q$.
#
# (Written in two parts, it is $\sum_c p_c \log p_c - \sum_c p_c \log q_c$. The second
# part is the cross-entropy; the first does not depend on $q$. So with fixed targets
# both losses have the same gradient. Mind torch: `kl_div(log_q, p)` takes them in the
# other order.)


# %% nbgrader={"grade_id": "kl_divergence", "solution": true}
def kl_divergence(p: Float[np.ndarray, "N C"], q: Float[np.ndarray, "N C"]) -> float:
    """KL(p || q), averaged over the examples.

    Parameters
    ----------
    p, q : a distribution over C classes for each example: each row sums to 1; zeros may
        occur in both; float32 or float64

    Returns
    -------
    one number (numpy's are fine too): for each example the sum over the classes of
    p log(p / q), with the natural logarithm; of these sums, the mean over the N
    examples. A class with p = 0 adds 0 (also if q = 0); one with p > 0 and q = 0 makes
    it inf

    No argument is changed. Built by hand: not using torch, scipy, sklearn, check.
    Source: Kullback and Leibler 1951; Goodfellow et al. 2016, section 3.13.
    """
    ### BEGIN SOLUTION
    some = p > 0
    terms = np.zeros(p.shape)
    terms[some] = p[some] * (np.log(p[some]) - np.log(q[some]))
    return terms.sum(axis=1).mean()
    ### END SOLUTION


# %% [markdown]
# The picture moves a narrow $q$ over a $p$ with two hills: $\operatorname{KL}(p \,\|\,
# q)$ wants to stand between them, $\operatorname{KL}(q \,\|\, p)$ on one of them.


# %% nbgrader={"grade_id": "see_kl_divergence", "show": true}
def see_kl_divergence():
    places = np.linspace(-3, 3, 61)

    def hill(centre, width):
        weights = np.exp(-((places - centre) ** 2) / (2 * width**2))
        return weights / weights.sum()

    two_hills = 0.6 * hill(-1.4, 0.4) + 0.4 * hill(1.4, 0.4)

    def curve(kl):
        return [kl(two_hills[None], hill(c, 0.6)[None]) for c in places]

    def by_torch(p, q):
        p, q = (torch.distributions.Categorical(torch.tensor(d)) for d in (p, q))
        return torch.distributions.kl_divergence(p, q).item()

    def draw(axes, divergences):
        reversed_way = curve(lambda p, q: by_torch(q, p))
        axes.fill_between(
            places, 40 * two_hills, color="0.85", label="p (not to scale)"
        )
        axes.plot(places, reversed_way, "C1:", label="KL(q || p)")
        axes.plot(places, divergences, "C0", label="KL(p || q)")
        axes.set_ylim(0, 14)
        axes.set_xlabel("centre of q")
        axes.set_ylabel("divergence")
        axes.legend(loc="upper center", fontsize=7)

    check.beside(
        target=lambda: curve(by_torch), yours=lambda: curve(kl_divergence), draw=draw
    )


see_kl_divergence()


# %% nbgrader={"grade_id": "kl_divergence_by_hand", "points": 1}
# Visible test, 1 point: two pairs of distributions over three classes
@check.test
def kl_divergence_by_hand():
    check.by_hand(kl_divergence, not_using="torch scipy sklearn check")
    p = np.array([[0.8, 0.1, 0.1], [0.4, 0.4, 0.2]])
    q = np.array([[0.4, 0.4, 0.2], [0.1, 0.1, 0.8]])
    first = 0.8 * np.log(2.0) + 0.1 * np.log(1 / 4) + 0.1 * np.log(1 / 2)
    second = 0.4 * np.log(4.0) + 0.4 * np.log(4.0) + 0.2 * np.log(1 / 4)
    check.call(kl_divergence, p, q).gives((first + second) / 2)


# %% nbgrader={"grade_id": "kl_divergence_with_zeros", "points": 1}
# Hidden test, 1 point: zeros in p, in q and in both; any number of classes; float32
### BEGIN HIDDEN TESTS
@check.test
def kl_divergence_with_zeros():
    generator = np.random.default_rng(8)
    p, q = generator.dirichlet(np.ones(5), size=(2, 4))
    no_p = np.array([[0.5, 0.0, 0.3, 0.2], [0.0, 0.0, 1.0, 0.0]])
    some_q = np.array([[0.25, 0.25, 0.25, 0.25], [0.1, 0.2, 0.6, 0.1]])
    both = np.array([[0.2, 0.0, 0.6, 0.2], [0.5, 0.0, 0.4, 0.1]])
    for first, second in ((p, q), (q[:1], p[:1]), (no_p, some_q), (no_p, both)):
        pair = (
            torch.distributions.Categorical(torch.tensor(d)) for d in (first, second)
        )
        expected = torch.distributions.kl_divergence(*pair).mean().item()
        check.call(kl_divergence, first, second).gives(expected)
        single = first.astype(np.float32), second.astype(np.float32)
        check.call(kl_divergence, *single).gives(expected)

    check.call(kl_divergence, some_q, no_p).gives(np.inf)


### END HIDDEN TESTS

# %% [markdown]
# ## Sources
#
# - I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning*, MIT Press, 2016: mean
#   and median as what MSE and MAE ask for (section 6.2.1, parts 1 and 2); losses from
#   logits (6.2.2, parts 3 and 5); the KL divergence (3.13, part 8).
# - C. M. Bishop, *Pattern Recognition and Machine Learning*, Springer, 2006: the
#   cross-entropy of many classes (section 4.3.4, parts 3 and 4); the losses over the
#   margin (7.1, part 6).
# - C. Cortes and V. Vapnik, *Support-vector networks*, Machine Learning 20, 1995: the
#   margin (part 6).
# - J. Weston and C. Watkins, *Support vector machines for multi-class pattern
#   recognition*, ESANN 1999 (part 7).
# - S. Kullback and R. A. Leibler, *On information and sufficiency*, Annals of
#   Mathematical Statistics 22, 1951 (part 8).

# %% nbgrader={"grade_id": "see_summary", "show": true}
check.summary()
