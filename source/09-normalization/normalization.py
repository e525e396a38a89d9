# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Normalization
#
# A deep network multiplies, layer after layer. If each layer makes its numbers a little
# smaller, they have vanished after ten; if a little larger, they explode. **Batch
# normalization** puts an end to that: behind a layer, it gives every feature the mean
# and the spread that the network asks for, whatever the layers before have done.
#
# You build it forward and backward, with the statistics that it uses when there is no
# batch, and for images; you make it disappear into a convolution; and you build its
# sister from the Transformers, **layer normalization**, which never needs a batch.
#
# It takes 60 to 90 minutes; the pictures take about 5 seconds in all. Everything is
# built by hand with numpy: an answer that uses `torch` or `check` (the autograder)
# loses the visible point of its exercise, and only that. No exercise needs your answer
# to another one. You may call your earlier functions; then their mistakes cost points
# here too.
#
# In a signature, `Float[np.ndarray, "N C"]` is an array of floats with N rows and C
# columns; equal letters mean equal lengths. `*batch` stands for any number of axes,
# also none. Arguments may be float32 too. A result may have any float dtype; a list of
# numbers is fine too.

# %%
import matplotlib.pyplot as plt
import numpy as np
import torch
from jaxtyping import Float

from autograder import check

# %% [markdown]
# ## The goal
#
# Dashed lines are networks without batch normalization, solid lines the same networks
# with it. Left, without it two of three networks are lost before training begins: what
# they give fades or explodes. Normalized, all three look alike (the solid lines lie
# upon each other). Right, the normalized network learns at rates a hundred times apart.
# Parts 1 and 3 draw both halves again, with your own code.


# %% nbgrader={"grade_id": "see_the_goal", "show": true}
# Takes about 2 s
torch.set_num_threads(1)  # on a busy machine several threads wait for each other


def torch_forward(x, gamma, beta, eps=1e-5):
    """Batch normalization by torch; the channels are axis 1 of two or four."""
    x, gamma, beta = map(torch.tensor, (x, gamma, beta))
    out = torch.nn.functional.batch_norm(x, None, None, gamma, beta, True, eps=eps)
    return out.numpy()


def torch_backward(x, gamma, dout, eps=1e-5):
    at = [torch.tensor(a).requires_grad_() for a in (x, gamma, np.zeros_like(gamma))]
    out = torch.nn.functional.batch_norm(at[0], None, None, *at[1:], True, eps=eps)
    grads = torch.autograd.grad((out * torch.tensor(dout)).sum(), at)
    return [grad.numpy() for grad in grads]


def spreads_by_layer(scale, forward=None):
    """The standard deviation of what each of ten ReLU layers gives, mean over units."""
    generator = np.random.default_rng(0)
    h, spreads = generator.normal(size=(200, 50)), []
    for _ in range(10):
        z = h @ generator.normal(scale=scale * np.sqrt(2 / 50), size=(50, 50))
        if forward:
            z = np.asarray(forward(z, np.ones(50), np.zeros(50)))
        h = np.maximum(z, 0)
        spreads.append(h.std(axis=0).mean())
    return spreads


def draw_ten_layers(axes, forward):
    """Three networks: solid lines with batch normalization, dashed lines without."""
    layers = range(1, 11)
    for i, scale in enumerate((0.5, 1.0, 2.0)):
        spreads = spreads_by_layer(scale, forward)
        axes.semilogy(layers, spreads, f"C{i}", linewidth=11 - 4 * i, alpha=0.4)
        style = {"label": f"weights × {scale:g}", "markersize": 4, "zorder": 3}
        axes.semilogy(layers, spreads_by_layer(scale), f"C{i}{'vo^'[i]}--", **style)
    axes.set_ylim(1e-4, 1e4)
    axes.set_xlabel("layer (solid: normalized)")
    axes.set_ylabel("spread of its output", fontsize=9)
    axes.legend(fontsize=7, loc="upper left")


def losses_of_training(lr, forward=None, backward=None, steps=40):
    """Five layers learn 200 digits; the hidden ones are normalized, or not."""
    from sklearn.datasets import load_digits

    images, labels = load_digits(return_X_y=True)
    images, wanted = images[:200] / 16, np.eye(10)[labels[:200]]
    generator = np.random.default_rng(0)
    sizes = [(64, 32), (32, 32), (32, 32), (32, 32), (32, 10)]
    weights = [generator.normal(scale=np.sqrt(2 / n), size=(n, m)) for n, m in sizes]
    gammas, betas, losses = np.ones((4, 32)), np.zeros((4, 32)), []
    for _ in range(steps):
        inputs, before, after = [images], [], []
        for w, gamma, beta in zip(weights[:-1], gammas, betas, strict=True):
            before.append(inputs[-1] @ w)
            now = forward(before[-1], gamma, beta) if forward else before[-1] + beta
            after.append(np.asarray(now))
            inputs.append(np.maximum(after[-1], 0))
        scores = inputs[-1] @ weights[-1]
        scores -= scores.max(axis=1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        losses.append(-(wanted * logs).sum(axis=1).mean())
        grad = (np.exp(logs) - wanted) / len(wanted)
        for i in reversed(range(5)):
            w, weights[i] = weights[i], weights[i] - lr * inputs[i].T @ grad
            if i == 0:
                break
            grad, dgamma = (grad @ w.T) * (after[i - 1] > 0), 0.0
            dbeta = grad.sum(axis=0)
            if backward:
                grads = backward(before[i - 1], gammas[i - 1], grad)
                grad, dgamma, dbeta = map(np.asarray, grads)
            gammas[i - 1] -= lr * dgamma
            betas[i - 1] -= lr * dbeta
    return losses


def draw_losses(axes, ways):
    """Three learning rates: solid lines with batch normalization, dashed without."""
    for i, lr in enumerate((0.03, 0.3, 3.0)):
        with np.errstate(all="ignore"):
            axes.plot(losses_of_training(lr, *ways), f"C{i}")
            axes.plot(losses_of_training(lr), f"C{i}--", label=f"rate {lr:g}")
    axes.set_ylim(0, 4.6)
    axes.set_xlabel("step of training (solid: normalized)")
    axes.set_ylabel("loss")
    axes.legend(fontsize=7, loc="upper right")


def see_the_goal():
    _, panels = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
    draw_ten_layers(panels[0], torch_forward)
    panels[0].set_title("ten layers, three sizes of weights", fontsize=10)
    draw_losses(panels[1], (torch_forward, torch_backward))
    panels[1].set_title("200 digits, three learning rates", fontsize=10)
    panels[0].figure.suptitle("dashed: without, solid: with batch normalization")
    plt.show()


see_the_goal()

# %% [markdown]
# ## 1. Batch normalization, forward
#
# Take a batch of $N$ examples with $C$ features each. Every feature, that is every
# **column**, gets its own mean $m$ and its own variance $v$ over the batch:
#
# $$m = \frac1N \sum_n x_n \qquad v = \frac1N \sum_n (x_n - m)^2 \qquad
# \hat x_n = \frac{x_n - m}{\sqrt{v + \varepsilon}} \qquad
# y_n = \gamma\, \hat x_n + \beta$$
#
# The small number $\varepsilon$ keeps the root away from 0. The variance divides by
# $N$; in part 2 there is another one. And $\gamma$ and $\beta$, one of each per
# feature, are learnt.
#
# One feature of four examples, $x = (5, 1, 1, 1)$, with $\varepsilon = 1$ to keep the
# numbers round: $m = 2$, and $v = (9 + 1 + 1 + 1) / 4 = 3$. The root is
# $\sqrt{3 + 1} = 2$, so $\hat x = (1.5, -0.5, -0.5, -0.5)$. With $\gamma = 2$ and
# $\beta = 10$ the result is $(13, 9, 9, 9)$.
#
# You may read that batch normalization makes the output of a layer standard normal. It
# need not be: its mean is $\beta$ and its spread $|\gamma|$ (nearly, because of
# $\varepsilon$), and the *shape* of the distribution stays as it was.
#
# Compute the variance from the deviations $x_n - m$. The mean of $x^2$ less $m^2$ is
# the same on paper; but at $x \approx 10^6$ both are near $10^{12}$, and of a variance
# of 1 a float64 keeps only three or four digits.


# %% nbgrader={"grade_id": "batchnorm_forward", "solution": true}
def batchnorm_forward(
    x: Float[np.ndarray, "N C"],
    gamma: Float[np.ndarray, "C"],
    beta: Float[np.ndarray, "C"],
    eps: float = 1e-5,
) -> Float[np.ndarray, "N C"]:
    """Batch normalization in training: every feature is normalized over the batch.

    Parameters
    ----------
    x : the batch, N examples, N at least 1. A feature may be the same in all of them;
        in float64 it may lie far from 0, such as 1e6 with a spread of 1 (keep float64)
    gamma, beta : what each normalized feature is multiplied by, and what is then added;
        any numbers, also negative ones
    eps : added to the variance, inside the root; positive

    Returns
    -------
    y : gamma * (x - mean) / sqrt(variance + eps) + beta, where the variance divides
        by N

    No argument is changed. Built by hand: not using torch, check.
    Source: Ioffe and Szegedy 2015, algorithm 1.
    """
    ### BEGIN SOLUTION
    mean, variance = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta
    ### END SOLUTION


# %% [markdown]
# The picture shows 500 numbers that pile up at the left, before and after, with $\gamma
# = 3$ and $\beta = 5$. Their mean and spread are as ordered; their shape stays
# lopsided, not like the bell of a standard normal distribution.


# %% nbgrader={"grade_id": "see_batchnorm_forward", "show": true}
def see_batchnorm_forward():
    x = np.random.default_rng(1).exponential(size=(500, 1)) - 8

    def draw(axes, forward):
        y = np.asarray(forward(x, np.array([3.0]), np.array([5.0])))
        style, bins = {"histtype": "stepfilled", "alpha": 0.6}, np.linspace(-10, 20, 76)
        axes.hist(x.ravel(), bins, color="0.6", label="x", **style)
        label = f"y: mean {y.mean():.2f}, spread {y.std():.2f}"
        axes.hist(y.ravel(), bins, label=label, **style)
        bell = 500 * 0.4 * np.exp(-(bins**2) / 2) / np.sqrt(2 * np.pi)
        axes.plot(bins, bell, "k:", label="standard normal")
        axes.set_ylim(0, 200)
        axes.set_xlabel("value (gamma 3, beta 5)")
        axes.set_ylabel("how many")
        axes.legend(fontsize=7, loc="upper right")

    check.beside(
        target=lambda: torch_forward, yours=lambda: batchnorm_forward, draw=draw
    )


see_batchnorm_forward()


# %% [markdown]
# And here are the ten layers of the picture at the top, with your code: normalized, all
# three networks keep one spread (solid lines); without it, two of them do not (dashed).


# %% nbgrader={"grade_id": "see_ten_layers", "show": true}
check.beside(
    target=lambda: torch_forward,
    yours=lambda: batchnorm_forward,
    draw=draw_ten_layers,
)


# %% nbgrader={"grade_id": "batchnorm_forward_by_hand", "points": 1}
# Visible test, 1 point: the example above, and a second feature with another spread
@check.test
def batchnorm_forward_by_hand():
    check.by_hand(batchnorm_forward, not_using="torch check")
    x = np.array([[5.0, 14.0], [1.0, 14.0], [1.0, 2.0], [1.0, 10.0]])
    gamma, beta = np.array([2.0, 10.0]), np.array([10.0, -1.0])
    # the variances are 3 and 24, the roots with eps = 1 are 2 and 5
    expected = [[13.0, 7.0], [9.0, 7.0], [9.0, -17.0], [9.0, -1.0]]
    check.call(batchnorm_forward, x, gamma, beta, eps=1.0).gives(expected)


# %% nbgrader={"grade_id": "batchnorm_forward_features", "points": 1}
# Hidden test, 1 point: one and many features, gamma of both signs; float32
### BEGIN HIDDEN TESTS
@check.test
def batchnorm_forward_features():
    generator = np.random.default_rng(1)
    for n, c, eps in ((7, 4, 1e-5), (3, 3, 0.5), (2, 5, 1e-5), (6, 1, 0.02)):
        x = generator.normal(3.0, 1 + np.arange(c), size=(n, c))
        gamma, beta = generator.normal(size=(2, c))
        gamma[0] = -1.5
        at = [torch.tensor(array) for array in (x, gamma, beta)]
        norm = torch.nn.functional.batch_norm
        expected = norm(at[0], None, None, *at[1:], training=True, eps=eps)
        check.call(batchnorm_forward, x, gamma, beta, eps).gives(expected)
        single = [array.astype(np.float32) for array in (x, gamma, beta)]
        check.call(batchnorm_forward, *single, eps).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "batchnorm_forward_small_spread", "points": 1}
# Hidden test, 1 point: a constant feature, tiny spreads, a single example
### BEGIN HIDDEN TESTS
@check.test
def batchnorm_forward_small_spread():
    generator = np.random.default_rng(2)
    x = generator.normal(size=(5, 4)) * [1e-3, 0.0, 1.0, 1e-2] + [0.0, 0.75, 0.0, 0.0]
    gamma, beta = np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.5, -2.0, 1.5, 0.25])
    at = [torch.tensor(array) for array in (x, gamma, beta)]
    norm = torch.nn.functional.batch_norm
    expected = norm(at[0], None, None, *at[1:], training=True)
    check.call(batchnorm_forward, x, gamma, beta).gives(expected)

    # of one example the mean is the example itself, and nothing but beta is left
    expected = [[0.5, -2.0, 1.5, 0.25]]
    check.call(batchnorm_forward, x[:1], gamma, beta).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "batchnorm_forward_far_from_zero", "points": 1}
# Hidden test, 1 point: features far from 0 on either side, with a spread near 1
### BEGIN HIDDEN TESTS
@check.test
def batchnorm_forward_far_from_zero():
    x = np.random.default_rng(3).integers(-8, 9, size=(6, 3)) / 4
    gamma, beta = np.array([1.0, 0.5, 2.0]), np.array([0.5, 3.0, -1.0])
    at = [torch.tensor(array) for array in (x, gamma, beta)]
    norm = torch.nn.functional.batch_norm
    expected = norm(at[0], None, None, *at[1:], training=True)
    shift = np.array([1e6, 0.0, -1e6])  # it changes nothing
    check.call(batchnorm_forward, x + shift, gamma, beta).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 2. When there is no batch
#
# In use, a network may see one example at a time; and the answer for one patient should
# not depend on who else is in the batch. So while training, each feature keeps a
# **running** mean and a running variance on the side. Each batch moves them a little,
# with a *momentum* of 0.1:
#
# $$\text{running} \leftarrow 0.9 \cdot \text{running} + 0.1 \cdot \text{batch}$$
#
# In **evaluation** they take the places of $m$ and $v$ in part 1; the batch at hand has
# no say any more.
#
# Two conventions of torch are often mistaken. Its momentum is the share of the *new*
# batch (in Keras it is that of the old). And the running variance is to tell of all the
# data, not of this one batch: deviations from the batch's own mean are a little too
# small for that. So it takes the **unbiased** variance, which divides by $N - 1$.
#
# The feature of part 1, $(5, 1, 1, 1)$, has mean 2 and deviations whose squares add up
# to 12: its unbiased variance is $12 / 3 = 4$. A running mean of 1 becomes
# $0.9 \cdot 1 + 0.1 \cdot 2 = 1.1$, and a running variance of 2 becomes
# $0.9 \cdot 2 + 0.1 \cdot 4 = 2.2$.


# %% nbgrader={"grade_id": "running_statistics", "solution": true}
def update_running(
    running_mean: Float[np.ndarray, "C"],
    running_var: Float[np.ndarray, "C"],
    x: Float[np.ndarray, "N C"],
    momentum: float = 0.1,
) -> tuple[Float[np.ndarray, "C"], Float[np.ndarray, "C"]]:
    """The running statistics after one more batch of training.

    Parameters
    ----------
    running_mean, running_var : the statistics so far
    x : the batch, N examples, N at least 2
    momentum : the share of the batch in the new statistics, from 0 to 1; the old ones
        keep the rest

    Returns
    -------
    running_mean, running_var : the new statistics; the variance of the batch divides by
        N - 1 here

    No argument is changed. Built by hand: not using torch, check.
    Source: torch.nn.BatchNorm1d.
    """
    ### BEGIN SOLUTION
    mean, variance = x.mean(axis=0), x.var(axis=0, ddof=1)
    new_mean = (1 - momentum) * running_mean + momentum * mean
    new_var = (1 - momentum) * running_var + momentum * variance
    return new_mean, new_var
    ### END SOLUTION


def batchnorm_evaluate(
    x: Float[np.ndarray, "N C"],
    gamma: Float[np.ndarray, "C"],
    beta: Float[np.ndarray, "C"],
    running_mean: Float[np.ndarray, "C"],
    running_var: Float[np.ndarray, "C"],
    eps: float = 1e-5,
) -> Float[np.ndarray, "N C"]:
    """Batch normalization in evaluation: each example by itself.

    Parameters
    ----------
    x : N examples, N at least 1
    gamma, beta : what each normalized feature is multiplied by, and what is then added
    running_mean, running_var : the mean and the variance to normalize with, as they are
    eps : added to the variance, inside the root; positive

    Returns
    -------
    y : gamma * (x - running_mean) / sqrt(running_var + eps) + beta

    No argument is changed. Built by hand: not using torch, check.
    Source: Ioffe and Szegedy 2015, section 3.1.
    """
    ### BEGIN SOLUTION
    return gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta
    ### END SOLUTION


# %% [markdown]
# The picture shows batches of only four examples from data with mean 3 and variance 4
# (the mean over 200 features, so that the noise does not hide the rest). The running
# statistics begin at 0 and 1, as torch's. Does your variance arrive at 4, or stop at 3?


# %% nbgrader={"grade_id": "see_running_statistics", "show": true}
def see_running_statistics():
    batches = np.random.default_rng(2).normal(3.0, 2.0, size=(60, 4, 200))

    def update_by_torch(mean, variance, x):
        mean, variance = torch.tensor(mean), torch.tensor(variance)
        torch.nn.functional.batch_norm(torch.tensor(x), mean, variance, training=True)
        return mean.numpy(), variance.numpy()

    def draw(axes, update):
        mean, variance = np.zeros(200), np.ones(200)
        paths = [(0.0, 1.0)]
        for x in batches:
            mean, variance = map(np.asarray, update(mean, variance, x))
            paths.append((mean.mean(), variance.mean()))
        for i, name in enumerate(("running mean", "running variance")):
            axes.plot([path[i] for path in paths], f"C{i}", label=name)
            axes.axhline(3 + i, color=f"C{i}", linestyle=":")
        axes.set_ylim(0, 5.5)
        axes.set_xlabel("batches seen (dotted: the truth)")
        axes.set_ylabel("mean over features")
        axes.legend(fontsize=7, loc="lower right")

    check.beside(
        target=lambda: update_by_torch, yours=lambda: update_running, draw=draw
    )


see_running_statistics()


# %% nbgrader={"grade_id": "running_statistics_by_hand", "points": 1}
# Visible test, 1 point: the batch of part 1 moves them; then two examples in evaluation
@check.test
def running_statistics_by_hand():
    @check.student_side
    def result_of_update_running(running_mean, running_var, x):
        new_mean, new_var = update_running(running_mean, running_var, x)
        return {"running_mean": new_mean, "running_var": new_var}

    check.by_hand(update_running, not_using="torch check")
    check.by_hand(batchnorm_evaluate, not_using="torch check")
    x = np.array([[5.0, 14.0], [1.0, 14.0], [1.0, 2.0], [1.0, 10.0]])
    # the means are 2 and 10, the squares of the deviations add up to 12 and 96
    expected = {"running_mean": [1.1, 1.0], "running_var": [2.2, 4.1]}
    running_mean, running_var = np.array([1.0, 0.0]), np.array([2.0, 1.0])
    check.call(result_of_update_running, running_mean, running_var, x).gives(expected)

    x = np.array([[4.0, 0.0], [3.0, 20.0]])
    gamma, beta = np.array([2.0, 10.0]), np.array([0.5, -1.0])
    running_mean, running_var = np.array([1.0, 5.0]), np.array([3.0, 24.0])
    expected = [[3.5, -11.0], [2.5, 29.0]]  # eps = 1: the roots are 2 and 5
    statistics = (running_mean, running_var)
    check.call(batchnorm_evaluate, x, gamma, beta, *statistics, 1.0).gives(expected)


# %% nbgrader={"grade_id": "running_update", "points": 1}
# Hidden test, 1 point: three batches of different sizes, other momenta; float32
### BEGIN HIDDEN TESTS
@check.test
def running_update():
    generator = np.random.default_rng(4)
    for momentum in (0.1, 0.25, 1.0):
        mean, variance = generator.normal(size=3), generator.uniform(1, 2, size=3)
        for n in (5, 2, 9):
            x = generator.normal(-1.0, [0.5, 2.0, 5.0], size=(n, 3))
            after = [torch.tensor(mean), torch.tensor(variance)]
            norm = torch.nn.functional.batch_norm
            norm(torch.tensor(x), *after, training=True, momentum=momentum)
            expected = tuple(statistic.numpy() for statistic in after)
            check.call(update_running, mean, variance, x, momentum).gives(expected)
            single = [array.astype(np.float32) for array in (mean, variance, x)]
            check.call(update_running, *single, momentum).gives(expected)
            mean, variance = expected


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "running_evaluate", "points": 1}
# Hidden test, 1 point: a single example, and batches unlike the statistics; float32
### BEGIN HIDDEN TESTS
@check.test
def running_evaluate():
    generator = np.random.default_rng(5)
    for n, eps in ((4, 1e-5), (1, 1e-5), (3, 0.3)):
        x = generator.normal(2.0, 3.0, size=(n, 5))
        gamma, beta, mean = generator.normal(size=(3, 5))
        variance = generator.uniform(0.01, 4.0, size=5)
        at = [torch.tensor(array) for array in (x, mean, variance, gamma, beta)]
        expected = torch.nn.functional.batch_norm(*at, training=False, eps=eps)
        given = (x, gamma, beta, mean, variance)
        check.call(batchnorm_evaluate, *given, eps).gives(expected)
        single = [array.astype(np.float32) for array in given]
        check.call(batchnorm_evaluate, *single, eps).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 3. Batch normalization, backward
#
# `dout` is the gradient of the loss with respect to $y$, and `dx` is short for the
# gradient with respect to `x`; each has the shape of what it belongs to. All sums and
# means below are over the batch, for one feature. As $y_n = \gamma\, \hat x_n + \beta$,
#
# $$d\beta = \sum_n dout_n \qquad d\gamma = \sum_n dout_n\, \hat x_n \qquad
# d\hat x_n = \gamma\, dout_n$$
#
# The step from $\hat x$ to $x$ is the interesting one. Call the root
# $s = \sqrt{v + \varepsilon}$, so $\hat x_n = (x_n - m) / s$. Now $x_n$ acts in **three
# ways**:
#
# 1. directly: this contributes $\frac1s\, d\hat x_n$;
# 2. through the mean. It rises by $\frac1N$ of what $x_n$ rises, and then every
#    $\hat x$ of the batch falls: $-\frac1s\, \mathrm{mean}(d\hat x)$;
# 3. through the root $s$. It rises by $\hat x_n / N$ of what $x_n$ rises, because
#    $s^2 = v + \varepsilon$ and $\partial v / \partial x_n = 2 (x_n - m) / N$. Then
#    every $\hat x$ is divided by more:
#    $-\frac1s\, \hat x_n \cdot \frac1N \sum_k d\hat x_k\, \hat x_k$.
#
# `dx` is the sum of the three. Whoever takes $m$ and $v$ for constants gets the first
# part only.
#
# The feature of part 1 once more: $x = (5, 1, 1, 1)$, $s = 2$ and
# $\hat x = (1.5, -0.5, -0.5, -0.5)$. Let $\gamma = 1$ and $dout = (0, 8, 0, 0)$. Then
# $d\beta = 8$ and $d\gamma = -4$. The mean of $d\hat x$ is 2, that of
# $d\hat x \cdot \hat x$ is $-1$. So
#
# $$dx = \tfrac12 \big[ (0, 8, 0, 0) - (2, 2, 2, 2) + (1.5, -0.5, -0.5, -0.5) \big]
# = (-0.25,\; 2.75,\; -1.25,\; -1.25)$$
#
# Only the second example had a gradient, and yet all four get one: in a batch, everyone
# acts on everyone. The four add up to 0, as moving all of $x$ changes nothing.


# %% nbgrader={"grade_id": "batchnorm_backward", "solution": true}
def batchnorm_backward(
    x: Float[np.ndarray, "N C"],
    gamma: Float[np.ndarray, "C"],
    dout: Float[np.ndarray, "N C"],
    eps: float = 1e-5,
) -> tuple[Float[np.ndarray, "N C"], Float[np.ndarray, "C"], Float[np.ndarray, "C"]]:
    """The gradients of the loss through batch normalization in training.

    Parameters
    ----------
    x : the batch that went in, N examples, N at least 2; a feature may be the same in
        all of them
    gamma : what each normalized feature was multiplied by
    dout : the gradient of the loss with respect to y = gamma * (x - mean) /
        sqrt(variance + eps) + beta, where the variance divides by N
    eps : as in the forward pass

    Returns
    -------
    dx, dgamma, dbeta : the gradients with respect to `x`, `gamma` and `beta`; the mean
        and the variance depend on `x`

    No argument is changed. Built by hand: not using torch, check.
    Source: Ioffe and Szegedy 2015, section 3.
    """
    ### BEGIN SOLUTION
    root = np.sqrt(x.var(axis=0) + eps)
    normal = (x - x.mean(axis=0)) / root
    dbeta = dout.sum(axis=0)
    dgamma = (dout * normal).sum(axis=0)
    dx = gamma / root * (dout - dbeta / len(x) - normal * dgamma / len(x))
    return dx, dgamma, dbeta
    ### END SOLUTION


# %% [markdown]
# The picture shows each number of the three gradients as a bar, for five examples of
# two features.


# %% nbgrader={"grade_id": "see_batchnorm_backward", "show": true}
def draw_gradients(axes, gradients):
    start = 0
    for name, gradient in zip(("dx", "dgamma", "dbeta"), gradients, strict=True):
        entries = np.ravel(gradient)
        axes.bar(start + np.arange(entries.size), entries, label=name)
        start += entries.size + 1
    axes.axhline(0, color="black", linewidth=0.5)
    axes.set_xlabel("entries, row by row")
    axes.set_ylabel("gradient")
    axes.set_ylim(-3.5, 4.5)  # whatever an answer gives
    axes.legend(ncols=3, fontsize=7, loc="upper left")


def see_batchnorm_backward():
    generator = np.random.default_rng(3)
    x, dout = generator.normal(size=(2, 5, 2))
    dout[:, 1] += 0.7
    gamma = np.array([3.0, -2.5])

    check.beside(
        target=lambda: torch_backward(x, gamma, dout),
        yours=lambda: batchnorm_backward(x, gamma, dout),
        draw=draw_gradients,
    )


see_batchnorm_backward()


# %% [markdown]
# And here are the digits of the picture at the top, learnt with your parts 1 and 3
# (solid lines). Try it with the first of the three parts of `dx` alone: at rate 0.3 the
# loss stops falling and then rises; at the other two rates you hardly see it.

# %% nbgrader={"grade_id": "see_training", "show": true}
# Takes about 2 s
check.beside(
    target=lambda: (torch_forward, torch_backward),
    yours=lambda: (batchnorm_forward, batchnorm_backward),
    draw=draw_losses,
)


# %% nbgrader={"grade_id": "batchnorm_backward_by_hand", "points": 1}
# Visible test, 1 point: the example above with gamma = 2, and a second feature
@check.test
def batchnorm_backward_by_hand():
    @check.student_side
    def result_of_batchnorm_backward(x, gamma, dout, eps):
        dx, dgamma, dbeta = batchnorm_backward(x, gamma, dout, eps)
        return {"dx": dx, "dgamma": dgamma, "dbeta": dbeta}

    check.by_hand(batchnorm_backward, not_using="torch check")
    x = np.array([[5.0, 14.0], [1.0, 14.0], [1.0, 2.0], [1.0, 10.0]])
    gamma = np.array([2.0, 5.0])
    dout = np.array([[0.0, 1.0], [8.0, 0.0], [0.0, 0.0], [0.0, 3.0]])
    # the second feature: normalized (0.8, 0.8, -1.6, 0), and its root is 5
    expected = {
        "dx": [[-0.5, -0.16], [5.5, -1.16], [-2.5, -0.68], [-2.5, 2.0]],
        "dgamma": [-4.0, 0.8],
        "dbeta": [8.0, 4.0],
    }
    check.call(result_of_batchnorm_backward, x, gamma, dout, 1.0).gives(expected)


# %% nbgrader={"grade_id": "batchnorm_backward_features", "points": 2}
# Hidden test, 2 points: one and many features, small batches; float32
### BEGIN HIDDEN TESTS
@check.test
def batchnorm_backward_features():
    generator = np.random.default_rng(6)
    for n, c, eps in ((7, 4, 1e-5), (3, 3, 0.5), (2, 5, 0.1), (6, 1, 1e-5)):
        x = generator.normal(2.0, 1 + np.arange(c), size=(n, c))
        dout, gamma = generator.normal(size=(n, c)), generator.normal(size=c)
        at = [torch.tensor(array).requires_grad_() for array in (x, gamma, 0 * gamma)]
        norm = torch.nn.functional.batch_norm
        out = norm(at[0], None, None, *at[1:], training=True, eps=eps)
        expected = torch.autograd.grad((out * torch.tensor(dout)).sum(), at)
        check.call(batchnorm_backward, x, gamma, dout, eps).gives(expected)
        single = [array.astype(np.float32) for array in (x, gamma, dout)]
        check.call(batchnorm_backward, *single, eps).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "batchnorm_backward_small_spread", "points": 1}
# Hidden test, 1 point: a constant feature, and spreads that eps outweighs
### BEGIN HIDDEN TESTS
@check.test
def batchnorm_backward_small_spread():
    generator = np.random.default_rng(7)
    x = generator.normal(size=(5, 4)) * [1e-3, 0.0, 1.0, 3e-3] + [0.0, 0.75, 0.0, 0.0]
    gamma, dout = np.array([1.0, 2.0, -3.0, 0.5]), generator.normal(size=(5, 4))
    at = [torch.tensor(array).requires_grad_() for array in (x, gamma, 0 * gamma)]
    out = torch.nn.functional.batch_norm(at[0], None, None, at[1], at[2], training=True)
    expected = torch.autograd.grad((out * torch.tensor(dout)).sum(), at)
    check.call(batchnorm_backward, x, gamma, dout).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 4. Batch normalization of images
#
# In a convolutional network `x[n, c, row, column]` is the output of kernel $c$ at one
# place of one image. The same kernel made the numbers at all places, so they are one
# feature: a **channel**. It has one mean and one variance over everything that the
# kernel gave, that is over all images, rows and columns together: $N H W$ numbers.
# There is one $\gamma$ and one $\beta$ per channel.
#
# One channel of two images of 1 x 3 pixels, $(5, 0, 0)$ and $(3, 2, 2)$, with
# $\varepsilon = 1$: the mean of all six is 2, the deviations are $3, -2, -2$ and
# $1, 0, 0$, and $v = (9 + 4 + 4 + 1) / 6 = 3$. So the root is 2, and $\hat x$ is
# $(1.5, -1, -1)$ and $(0.5, 0, 0)$. Neither image has mean 0 by itself; the channel
# has.
#
# numpy lines arrays up from the right. To multiply channel $c$ by `gamma[c]`, give
# `gamma` the shape (C, 1, 1): `gamma[:, None, None]`. (`keepdims=True` does the same
# for a mean.)


# %% nbgrader={"grade_id": "batchnorm2d", "solution": true}
def batchnorm2d(
    x: Float[np.ndarray, "N C H W"],
    gamma: Float[np.ndarray, "C"],
    beta: Float[np.ndarray, "C"],
    eps: float = 1e-5,
) -> Float[np.ndarray, "N C H W"]:
    """Batch normalization of images in training: every channel is normalized.

    Parameters
    ----------
    x : N images, N at least 1, of C channels, H rows and W columns. A channel may be
        the same everywhere; in float64 it may lie far from 0, such as 1e6 with a spread
        of 1 (keep float64)
    gamma, beta : what each normalized channel is multiplied by, and what is then added;
        any numbers, also negative ones
    eps : added to the variance, inside the root; positive

    Returns
    -------
    y : gamma * (x - mean) / sqrt(variance + eps) + beta, with one mean and one variance
        per channel; the variance divides by N H W

    No argument is changed. Built by hand: not using torch, check.
    Source: Ioffe and Szegedy 2015, section 3.2.
    """
    ### BEGIN SOLUTION
    mean = x.mean(axis=(0, 2, 3), keepdims=True)
    root = np.sqrt(x.var(axis=(0, 2, 3), keepdims=True) + eps)
    return gamma[:, None, None] * (x - mean) / root + beta[:, None, None]
    ### END SOLUTION


# %% [markdown]
# The picture shows the red, green and blue of two photographs, as one batch, after
# batch normalization. Two spikes at -1 and 1 with nothing else would mean that each
# place was normalized by itself, over the two photographs only.


# %% nbgrader={"grade_id": "see_batchnorm2d", "show": true}
def see_batchnorm2d():
    from sklearn.datasets import load_sample_images

    photographs = np.stack(load_sample_images().images)[:, ::8, ::8] / 64.0
    x = photographs.transpose(0, 3, 1, 2)

    def draw(axes, y):
        y, bins = np.asarray(y), np.linspace(-3, 3, 25)
        for i, colour in enumerate(("tab:red", "tab:green", "tab:blue")):
            shown = y[:, i].ravel()
            mean = round(shown.mean(), 2) + 0.0  # no -0.00
            label = f"{colour[4:]}: mean {mean:.2f}, spread {shown.std():.2f}"
            axes.hist(shown, bins, histtype="step", color=colour, label=label)
        axes.set_ylim(0, 7000)
        axes.set_xlabel("value (gamma 1, beta 0)")
        axes.set_ylabel("pixels")
        axes.legend(fontsize=7, loc="upper left")

    check.beside(
        target=lambda: torch_forward(x, np.ones(3), np.zeros(3)),
        yours=lambda: batchnorm2d(x, np.ones(3), np.zeros(3)),
        draw=draw,
    )


see_batchnorm2d()


# %% nbgrader={"grade_id": "batchnorm2d_by_hand", "points": 1}
# Visible test, 1 point: two images of 1 x 3 pixels; then the same numbers as one image
@check.test
def batchnorm2d_by_hand():
    check.by_hand(batchnorm2d, not_using="torch check")
    gamma, beta = np.array([2.0, 6.0]), np.array([10.0, -1.0])
    first, second = [[5.0, 0.0, 0.0]], [[16.0, 8.0, 10.0]]  # channels of image 0
    x = np.array([[first, second], [[[3.0, 2.0, 2.0]], [[8.0, 8.0, 10.0]]]])
    # the means are 2 and 10, the variances 3 and 8, the roots with eps = 1 are 2 and 3
    first, second = [[13.0, 8.0, 8.0]], [[11.0, -5.0, -1.0]]
    expected = [[first, second], [[[11.0, 10.0, 10.0]], [[-5.0, -5.0, -1.0]]]]
    check.call(batchnorm2d, x, gamma, beta, eps=1.0).gives(expected)

    x = np.array([[x[:, 0, 0], x[:, 1, 0]]])  # both images, one below the other
    first = [[13.0, 8.0, 8.0], [11.0, 10.0, 10.0]]
    expected = [[first, [[11.0, -5.0, -1.0], [-5.0, -5.0, -1.0]]]]
    check.call(batchnorm2d, x, gamma, beta, eps=1.0).gives(expected)


# %% nbgrader={"grade_id": "batchnorm2d_sizes", "points": 1}
# Hidden test, 1 point: images of other sizes, gamma of both signs; float32
### BEGIN HIDDEN TESTS
@check.test
def batchnorm2d_sizes():
    generator = np.random.default_rng(8)
    for shape, eps in (((2, 3, 4, 5), 1e-5), ((3, 2, 2, 2), 0.5), ((4, 1, 1, 3), 0.1)):
        x = generator.normal(2.0, 3.0, size=shape)
        x += 5 * generator.normal(size=(*shape[:2], 1, 1))  # images differ
        gamma, beta = generator.normal(size=(2, shape[1]))
        gamma[0] = -0.5
        at = [torch.tensor(array) for array in (x, gamma, beta)]
        norm = torch.nn.functional.batch_norm
        expected = norm(at[0], None, None, *at[1:], training=True, eps=eps)
        check.call(batchnorm2d, x, gamma, beta, eps).gives(expected)
        single = [array.astype(np.float32) for array in (x, gamma, beta)]
        check.call(batchnorm2d, *single, eps).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "batchnorm2d_extremes", "points": 1}
# Hidden test, 1 point: a constant channel, channels far from 0, a single pixel
### BEGIN HIDDEN TESTS
@check.test
def batchnorm2d_extremes():
    x = np.random.default_rng(9).integers(-8, 9, size=(2, 3, 2, 3)) / 4
    x[:, 1] = 0.75
    gamma, beta = np.array([1.0, 2.0, 3.0]), np.array([0.5, -2.0, 1.5])
    at = [torch.tensor(array) for array in (x, gamma, beta)]
    norm = torch.nn.functional.batch_norm
    expected = norm(at[0], None, None, *at[1:], training=True)
    check.call(batchnorm2d, x, gamma, beta).gives(expected)

    shift = np.array([1e6, 0.0, -1e6])[:, None, None]  # it changes nothing
    check.call(batchnorm2d, x + shift, gamma, beta).gives(expected)

    # of one pixel the mean is the pixel itself, and nothing but beta is left
    expected = beta.reshape(1, 3, 1, 1).copy()
    check.call(batchnorm2d, x[:1, :, :1, :1], gamma, beta).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 5. Layer normalization, forward
#
# A Transformer reads sentences of different lengths, often one at a time: a batch says
# little there. **Layer normalization** turns the idea by 90 degrees. Each example is
# normalized **by itself**, over its own $D$ features: over a row, not over a column. So
# it does the same in training and in evaluation, and there is nothing to keep running.
#
# The formula is that of part 1, with the mean and the variance taken over the last
# axis. But $\gamma$ and $\beta$ still have one number per *feature*.
#
# The numbers of part 1, lying down: an example $(5, 1, 1, 1)$ with $\varepsilon = 1$
# becomes $\hat x = (1.5, -0.5, -0.5, -0.5)$. With $\gamma = (2, 4, 10, 20)$ and
# $\beta = (0, 1, 0, -1)$ the result is $(3, -1, -5, -11)$.
#
# The examples may stand in a grid: 4 sentences of 7 words are an array of
# $4 \times 7 \times D$, and each of the 28 words is normalized by itself. Or there is
# only one, an array of shape (D,).


# %% nbgrader={"grade_id": "layernorm_forward", "solution": true}
def layernorm_forward(
    x: Float[np.ndarray, "*batch D"],
    gamma: Float[np.ndarray, "D"],
    beta: Float[np.ndarray, "D"],
    eps: float = 1e-5,
) -> Float[np.ndarray, "*batch D"]:
    """Layer normalization: every example is normalized over its features.

    Parameters
    ----------
    x : the examples, each along the last axis; any number of axes before it, also none
    gamma, beta : what each feature is multiplied by, and what is then added
    eps : added to the variance, inside the root; positive

    Returns
    -------
    y : gamma * (x - mean) / sqrt(variance + eps) + beta, with one mean and one variance
        per example; the variance divides by D

    No argument is changed. Built by hand: not using torch, check.
    Source: Ba, Kiros and Hinton 2016, section 3.
    """
    ### BEGIN SOLUTION
    mean = x.mean(axis=-1, keepdims=True)
    root = np.sqrt(x.var(axis=-1, keepdims=True) + eps)
    return gamma * (x - mean) / root + beta
    ### END SOLUTION


# %% [markdown]
# The picture shows eight examples of 24 features, some of them large, some far from 0.
# After layer normalization all rows look alike; after batch normalization the rows
# would keep their differences.


# %% nbgrader={"grade_id": "see_layernorm_forward", "show": true}
def see_layernorm_forward():
    generator = np.random.default_rng(4)
    sizes, middles = 2.0 ** np.arange(-2, 6), np.array([0, 3, -5, 9, 0, -9, 40, 0])
    x = middles[:, None] + sizes[:, None] * generator.normal(size=(8, 24))

    def draw(axes, y):
        pixels = np.asarray(y).reshape(8, 24)
        axes.imshow(pixels, cmap="RdBu_r", vmin=-2.5, vmax=2.5, aspect="auto")
        axes.set_xlabel("feature (blue: -2.5, red: 2.5)")
        axes.set_ylabel("example")

    check.beside(
        target=lambda: torch.nn.functional.layer_norm(torch.tensor(x), (24,)),
        yours=lambda: layernorm_forward(x, np.ones(24), np.zeros(24)),
        draw=draw,
    )


see_layernorm_forward()


# %% nbgrader={"grade_id": "layernorm_forward_by_hand", "points": 1}
# Visible test, 1 point: the example above, and a second one with another spread
@check.test
def layernorm_forward_by_hand():
    check.by_hand(layernorm_forward, not_using="torch check")
    x = np.array([[5.0, 1.0, 1.0, 1.0], [14.0, 14.0, 2.0, 10.0]])
    gamma, beta = np.array([2.0, 4.0, 10.0, 20.0]), np.array([0.0, 1.0, 0.0, -1.0])
    # the variances are 3 and 24, the roots with eps = 1 are 2 and 5
    expected = [[3.0, -1.0, -5.0, -11.0], [1.6, 4.2, -16.0, -1.0]]
    check.call(layernorm_forward, x, gamma, beta, eps=1.0).gives(expected)


# %% nbgrader={"grade_id": "layernorm_forward_sizes", "points": 1}
# Hidden test, 1 point: one example, a grid of examples, tiny spreads; float32
### BEGIN HIDDEN TESTS
@check.test
def layernorm_forward_sizes():
    generator = np.random.default_rng(10)
    for batch, eps in (((6,), 1e-5), ((), 0.1), ((3, 4), 1e-5), ((2, 1, 3), 0.5)):
        x = generator.normal(3.0, 2.0, size=(*batch, 5))
        gamma, beta = generator.normal(size=(2, 5))
        at = [torch.tensor(array) for array in (x, gamma, beta)]
        expected = torch.nn.functional.layer_norm(at[0], (5,), at[1], at[2], eps)
        check.call(layernorm_forward, x, gamma, beta, eps).gives(expected)
        single = [array.astype(np.float32) for array in (x, gamma, beta)]
        check.call(layernorm_forward, *single, eps).gives(expected)

    x = generator.normal(size=(4, 3)) * [[1e-3], [1.0], [3e-3], [20.0]]
    gamma, beta = np.array([1.0, -2.0, 3.0]), np.array([0.5, 1.0, -1.0])
    at = [torch.tensor(array) for array in (x, gamma, beta)]
    expected = torch.nn.functional.layer_norm(at[0], (3,), at[1], at[2])
    check.call(layernorm_forward, x, gamma, beta).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 6. Layer normalization, backward
#
# Within one example, its $D$ features act on each other as the $N$ examples of a batch
# did in part 3. So for each example, with the means over its own features and its own
# $s = \sqrt{v + \varepsilon}$:
#
# $$d\hat x = \gamma \cdot dout \qquad
# dx = \frac1s \big[ d\hat x - \mathrm{mean}(d\hat x) -
# \hat x \cdot \mathrm{mean}(d\hat x \cdot \hat x) \big]$$
#
# Now every feature has another $\gamma$, so it has to be inside the means. All examples
# share $\gamma$ and $\beta$: $d\gamma$ is the sum of $dout \cdot \hat x$, and $d\beta$
# the sum of $dout$, over **all examples**, in a grid too.
#
# The example $(5, 1, 1, 1)$ with $s = 2$, $\gamma = (5, 2, 1, 3)$ and
# $dout = (0, 4, 0, 0)$: then $d\hat x = (0, 8, 0, 0)$, as in part 3, and from there on
# all is the same: $dx = (-0.25, 2.75, -1.25, -1.25)$. It adds
# $dout \cdot \hat x = (0, -2, 0, 0)$ to $d\gamma$.
#
# The picture shows a grid of 2 sentences of 3 words with 4 features each, an array of
# $2 \times 3 \times 4$. Cells with the same number share one mean and one variance: in
# layer normalization the 4 of a word (a row), in batch normalization the 6 of a feature
# (a column, through both sentences). *Instance normalization*, a third way, takes a
# feature of one sentence. And $d\gamma$ and $d\beta$ of layer normalization are sums
# over the cells that share a number in the middle: over a feature.


# %% nbgrader={"grade_id": "see_axes", "show": true}
def see_axes():
    sentence, word, feature = np.indices((2, 3, 4))
    shared = {
        "layer normalization": 3 * sentence + word,
        "batch normalization": feature,
        "instance normalization": 4 * sentence + feature,
    }
    _, panels = plt.subplots(1, 3, figsize=(9, 3), layout="constrained")
    for axes, (title, numbers) in zip(panels, shared.items(), strict=True):
        for i, j, k in np.ndindex(2, 3, 4):
            number, at = numbers[i, j, k], (k - 0.5, 4 * i + j - 0.5)
            style = {"facecolor": plt.get_cmap("Pastel1")(number), "edgecolor": "0.5"}
            axes.add_patch(plt.Rectangle(at, 1, 1, **style))
            axes.text(k, 4 * i + j, number, ha="center", va="center")
        axes.set_xlim(-0.5, 3.5)
        axes.set_ylim(6.5, -0.5)  # a gap between the sentences
        axes.set_xticks(range(4))
        axes.set_yticks([0, 1, 2, 4, 5, 6], [0, 1, 2, 0, 1, 2])
        axes.set_title(title, fontsize=10)
        axes.set_xlabel("feature")
        axes.set_ylabel("word of sentence 1    word of sentence 0", fontsize=7)
    plt.show()


see_axes()


# %% nbgrader={"grade_id": "layernorm_backward", "solution": true}
def layernorm_backward(
    x: Float[np.ndarray, "*batch D"],
    gamma: Float[np.ndarray, "D"],
    dout: Float[np.ndarray, "*batch D"],
    eps: float = 1e-5,
) -> tuple[
    Float[np.ndarray, "*batch D"], Float[np.ndarray, "D"], Float[np.ndarray, "D"]
]:
    """The gradients of the loss through layer normalization.

    Parameters
    ----------
    x : the examples that went in; any number of axes before the last, also none
    gamma : what each feature was multiplied by
    dout : the gradient of the loss with respect to y = gamma * (x - mean) /
        sqrt(variance + eps) + beta, with the mean and the variance of each example
    eps : as in the forward pass

    Returns
    -------
    dx, dgamma, dbeta : the gradients with respect to `x`, `gamma` and `beta`; `dgamma`
        and `dbeta` are sums over all examples

    No argument is changed. Built by hand: not using torch, check.
    Source: Ba, Kiros and Hinton 2016, section 3.
    """
    ### BEGIN SOLUTION
    root = np.sqrt(x.var(axis=-1, keepdims=True) + eps)
    normal = (x - x.mean(axis=-1, keepdims=True)) / root
    dnormal = gamma * dout
    through_mean = dnormal.mean(axis=-1, keepdims=True)
    through_root = normal * (dnormal * normal).mean(axis=-1, keepdims=True)
    dx = (dnormal - through_mean - through_root) / root
    examples = tuple(range(x.ndim - 1))
    return dx, (dout * normal).sum(axis=examples), dout.sum(axis=examples)
    ### END SOLUTION


# %% [markdown]
# The picture shows each number of the three gradients as a bar, for three examples of
# four features.


# %% nbgrader={"grade_id": "see_layernorm_backward", "show": true}
def see_layernorm_backward():
    generator = np.random.default_rng(5)
    x, dout = generator.normal(size=(2, 3, 4))
    gamma = np.array([2.0, -1.0, 0.5, 1.5])

    def by_torch():
        at = [torch.tensor(a).requires_grad_() for a in (x, gamma, 0 * gamma)]
        out = torch.nn.functional.layer_norm(at[0], (4,), at[1], at[2])
        return torch.autograd.grad((out * torch.tensor(dout)).sum(), at)

    check.beside(
        target=by_torch,
        yours=lambda: layernorm_backward(x, gamma, dout),
        draw=draw_gradients,
    )


see_layernorm_backward()


# %% nbgrader={"grade_id": "layernorm_backward_by_hand", "points": 1}
# Visible test, 1 point: the example above, and a second one
@check.test
def layernorm_backward_by_hand():
    @check.student_side
    def result_of_layernorm_backward(x, gamma, dout, eps):
        dx, dgamma, dbeta = layernorm_backward(x, gamma, dout, eps)
        return {"dx": dx, "dgamma": dgamma, "dbeta": dbeta}

    check.by_hand(layernorm_backward, not_using="torch check")
    x = np.array([[5.0, 1.0, 1.0, 1.0], [14.0, 14.0, 2.0, 10.0]])
    gamma = np.array([5.0, 2.0, 1.0, 3.0])
    dout = np.array([[0.0, 4.0, 0.0, 0.0], [1.0, 0.0, 0.0, 5.0]])
    # the second example: normalized (0.8, 0.8, -1.6, 0), and its root is 5
    expected = {
        "dx": [[-0.25, 2.75, -1.25, -1.25], [-0.16, -1.16, -0.68, 2.0]],
        "dgamma": [0.8, -2.0, 0.0, 0.0],
        "dbeta": [1.0, 4.0, 0.0, 5.0],
    }
    check.call(result_of_layernorm_backward, x, gamma, dout, 1.0).gives(expected)


# %% nbgrader={"grade_id": "layernorm_backward_sizes", "points": 1}
# Hidden test, 1 point: one example, a grid of examples, small spreads; float32
### BEGIN HIDDEN TESTS
@check.test
def layernorm_backward_sizes():
    generator = np.random.default_rng(11)
    for batch, eps in (((6,), 1e-5), ((), 0.1), ((3, 4), 0.5), ((2, 1, 3), 1e-5)):
        x, dout = generator.normal(2.0, 0.5, size=(2, *batch, 5))
        gamma = generator.normal(size=5)
        at = [torch.tensor(array).requires_grad_() for array in (x, gamma, 0 * gamma)]
        out = torch.nn.functional.layer_norm(at[0], (5,), at[1], at[2], eps)
        expected = torch.autograd.grad((out * torch.tensor(dout)).sum(), at)
        check.call(layernorm_backward, x, gamma, dout, eps).gives(expected)
        single = [array.astype(np.float32) for array in (x, gamma, dout)]
        check.call(layernorm_backward, *single, eps).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 7. Folding it away
#
# When training is over, batch normalization of channel $c$ is only a multiplication and
# an addition with fixed numbers. With $z$ for what the convolution gives, and $b$ for
# its bias,
#
# $$y = k\, (z - \text{running mean}) + \beta \qquad
# k = \frac{\gamma}{\sqrt{\text{running variance} + \varepsilon}} \qquad
# z = (w \text{ on the image}) + b$$
#
# A convolution is made of multiplications and additions too. So there are weights $w'$
# and a bias $b'$ with which the convolution *alone* gives $y$, for every image: one
# layer less, at no cost. Put $z$ into the first formula and sort: what multiplies the
# image is $w'$, the rest is $b'$.
#
# A filter of one row, $w = (1, -3)$ with $b = 2$; running mean 1.5 and variance 3,
# $\varepsilon = 1$, $\gamma = 4$, $\beta = 0.5$. Then $k = 4 / 2 = 2$. At pixels
# $(1, 1)$ the convolution gives $1 - 3 + 2 = 0$, and batch normalization makes it
# $2 \cdot (0 - 1.5) + 0.5 = -2.5$. With $w' = (2, -6)$ and $b' = 1.5$ the convolution
# does it at once: $2 - 6 + 1.5 = -2.5$.
#
# (Many networks leave the bias out of a convolution that has batch normalization behind
# it: in training the mean takes any bias away again, and $\beta$ does its work. Such a
# convolution has $b = 0$, but after folding it needs a bias.)


# %% nbgrader={"grade_id": "fold_batchnorm_into_conv", "solution": true}
def fold_batchnorm_into_conv(
    w: Float[np.ndarray, "F C KH KW"],
    b: Float[np.ndarray, "F"],
    gamma: Float[np.ndarray, "F"],
    beta: Float[np.ndarray, "F"],
    running_mean: Float[np.ndarray, "F"],
    running_var: Float[np.ndarray, "F"],
    eps: float = 1e-5,
) -> tuple[Float[np.ndarray, "F C KH KW"], Float[np.ndarray, "F"]]:
    """One convolution that does what a convolution and batch normalization do.

    Parameters
    ----------
    w, b : F filters, each for C channels, KH rows and KW columns; and their biases
    gamma, beta, running_mean, running_var : of the batch normalization of the F output
        channels, which is in evaluation
    eps : added to the variance, inside the root; positive

    Returns
    -------
    new_w, new_b : weights and biases of the convolution that gives gamma * (z -
        running_mean) / sqrt(running_var + eps) + beta wherever the one with `w` and `b`
        gives z

    No argument is changed. Built by hand: not using torch, check.
    Source: Jacob et al. 2018, section 3.2.
    """
    ### BEGIN SOLUTION
    scale = gamma / np.sqrt(running_var + eps)
    return w * scale[:, None, None, None], (b - running_mean) * scale + beta
    ### END SOLUTION


# %% [markdown]
# The picture shows three filters on a small image. Across goes what the two layers
# give, up what the folded one gives; it should be the same.


# %% nbgrader={"grade_id": "see_fold", "show": true}
def see_fold():
    generator = np.random.default_rng(6)
    image = generator.normal(size=(1, 2, 6, 6))
    w, b = generator.normal(size=(3, 2, 3, 3)), np.array([3.0, -4.0, 0.0])
    gamma, beta = np.array([4.0, -3.0, 2.0]), np.array([5.0, 0.0, -4.0])
    mean, variance = np.array([0.0, 2.0, -6.0]), np.array([9.0, 16.0, 25.0])

    def convolve(w, b):
        at = (torch.tensor(np.asarray(array, dtype=float)) for array in (image, w, b))
        return torch.nn.functional.conv2d(*at)

    after = (torch.tensor(array) for array in (mean, variance, gamma, beta))
    both = torch.nn.functional.batch_norm(convolve(w, b), *after).numpy()

    def draw(axes, one):
        axes.plot([-20, 20], [-20, 20], "0.7", zorder=0)
        for i in range(3):
            label = f"filter {i}"
            axes.scatter(both[0, i], one[0, i], 8, f"C{i}", label=label)
        axes.set_xlim(-20, 20)
        axes.set_ylim(-20, 20)
        axes.set_xlabel("convolution, then batch norm")
        axes.set_ylabel("folded")
        axes.legend(fontsize=7, loc="upper left")

    check.beside(
        target=lambda: both,
        yours=lambda: convolve(
            *fold_batchnorm_into_conv(w, b, gamma, beta, mean, variance)
        ).numpy(),
        draw=draw,
    )


see_fold()


# %% nbgrader={"grade_id": "fold_by_hand", "points": 1}
# Visible test, 1 point: two filters for two channels, each of 1 x 2
@check.test
def fold_by_hand():
    @check.student_side
    def result_of_fold(w, b, gamma, beta, running_mean, running_var, eps):
        statistics = (running_mean, running_var)
        new_w, new_b = fold_batchnorm_into_conv(w, b, gamma, beta, *statistics, eps)
        return {"new_w": new_w, "new_b": new_b}

    check.by_hand(fold_batchnorm_into_conv, not_using="torch check")
    w = np.array([[[[1.0, -3.0]], [[0.0, 2.0]]], [[[1.0, 1.0]], [[2.0, -1.0]]]])
    b, running_mean = np.array([2.0, 1.0]), np.array([1.5, 5.0])
    gamma, beta = np.array([4.0, 15.0]), np.array([0.5, -1.0])
    running_var = np.array([3.0, 24.0])  # with eps = 1 the roots are 2 and 5
    expected = {
        "new_w": [[[[2.0, -6.0]], [[0.0, 4.0]]], [[[3.0, 3.0]], [[6.0, -3.0]]]],
        "new_b": [1.5, -13.0],
    }
    given = (w, b, gamma, beta, running_mean, running_var)
    check.call(result_of_fold, *given, 1.0).gives(expected)


# %% nbgrader={"grade_id": "fold_sizes", "points": 1}
# Hidden test, 1 point: other kernels, one filter, gamma of both signs and 0; float32
### BEGIN HIDDEN TESTS
@check.test
def fold_sizes():
    generator = np.random.default_rng(12)
    for shape, eps in (((4, 3, 3, 2), 1e-5), ((1, 2, 1, 3), 0.5), ((3, 3, 3, 3), 0.1)):
        w, f = generator.normal(size=shape), shape[0]
        b, gamma, beta, mean = generator.normal(size=(4, f))
        gamma[-1] = -1.5
        gamma[1:2] = 0.0
        variance = generator.uniform(0.05, 4.0, size=f)
        at = [torch.tensor(a) for a in (w, b, mean, variance, gamma, beta)]
        expected = torch.nn.utils.fuse_conv_bn_weights(*at[:4], eps, *at[4:])
        expected = tuple(part.detach() for part in expected)
        given = (w, b, gamma, beta, mean, variance)
        check.call(fold_batchnorm_into_conv, *given, eps).gives(expected)
        single = [array.astype(np.float32) for array in given]
        check.call(fold_batchnorm_into_conv, *single, eps).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## Sources
#
# - S. Ioffe and C. Szegedy, *Batch normalization: accelerating deep network training by
#   reducing internal covariate shift*, ICML 2015: parts 1 to 4.
# - S. Santurkar, D. Tsipras, A. Ilyas and A. Madry, *How does batch normalization help
#   optimization?*, NeurIPS 2018: that it helps is beyond doubt, but by their
#   measurements not for the reason in the title above: it makes the loss smoother.
# - J. L. Ba, J. R. Kiros and G. E. Hinton, *Layer normalization*, 2016: parts 5 and 6.
# - B. Jacob et al., *Quantization and training of neural networks for efficient
#   integer-arithmetic-only inference*, CVPR 2018: folding (section 3.2, part 7).
# - PyTorch, the documentation of `BatchNorm1d`: momentum and the running variance.

# %% nbgrader={"grade_id": "see_summary", "show": true}
check.summary()
