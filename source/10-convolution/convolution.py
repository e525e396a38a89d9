# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Convolution
#
# A small grid of weights, the **kernel**, walks over an image. At every stop it
# multiplies what lies under it and adds up the products. That is all a convolution
# layer does, and it is enough to find edges in a photograph.
#
# You build such a layer with numpy: its forward and its backward pass, the trick that
# turns it into one matrix product, how it starts, and what it costs. Seven exercises,
# 20 points, 60 to 80 minutes; the pictures take about 5 seconds in all.
#
# Everything is built by hand: an answer that uses **torch** or **scipy** loses the
# visible point of its exercise. (The tests and the pictures use them, to compare.)
# The exercises do not need each other's answers, so you may skip one and come back.
# You may call an earlier function of yours, but its mistake then costs points here too.

# %%
import time

import matplotlib.pyplot as plt
import numpy as np
import torch
from jaxtyping import Float

from autograder import check


# %% nbgrader={"grade_id": "see_the_goal", "show": true}
def load_photograph():
    from sklearn.datasets import load_sample_image

    return load_sample_image("china.jpg") / 255.0


photograph = load_photograph()
gray = photograph.mean(axis=2)


def see_the_goal():
    from scipy import ndimage

    right, down = (ndimage.sobel(gray, axis)[1:-1, 1:-1] for axis in (1, 0))
    change = "brighter (red) or darker (blue)"
    goal = {
        "a photograph": (gray, "gray", (0, 1)),
        f"kernel 1: {change}\nto the right": (right, "RdBu_r", (-2, 2)),
        f"kernel 2: {change}\ndownward": (down, "RdBu_r", (-2, 2)),
        "both together: the edges": (np.hypot(right, down), "gray_r", (0, 2)),
    }
    _, panels = plt.subplots(2, 2, figsize=(8.5, 6), layout="constrained")
    for axes, (title, picture) in zip(panels.flat, goal.items(), strict=True):
        pixels, colours, (low, high) = picture
        axes.imshow(pixels, cmap=colours, vmin=low, vmax=high)
        axes.set_title(title, fontsize=10)
        axes.set_axis_off()
    plt.show()


see_the_goal()

# %% [markdown]
# ## 1. How many stops?
#
# A kernel of length $k$ starts at the left end of $n$ pixels and moves $s$ pixels a
# step (the **stride**). Before that, the image may get $p$ zeros on *each* side (the
# **padding**). A window that would stick out at the far end is left out:
#
# $$n_\text{out} = \left\lfloor \frac{n + 2p - k}{s} \right\rfloor + 1$$
#
# *Example.* Length 8, kernel 3, stride 2: the windows start at pixels 0, 2 and 4. One
# that starts at 6 would need pixel 8, which is not there. So there are 3 stops, and
# the last pixel is never seen. With stride 1, padding $\frac{k-1}{2}$ keeps the
# length of an image for odd $k$.


# %% nbgrader={"grade_id": "output_size", "solution": true}
def output_size(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """The number of windows of a kernel along one side of an image.

    Parameters
    ----------
    size : pixels along this side, at least 1
    kernel : pixels that the kernel covers, from 1 to `size + 2 * padding`
    stride : pixels from one window to the next, at least 1
    padding : zeros added at each of the two ends, at least 0

    Returns
    -------
    the number of windows that lie wholly inside the padded image: a whole number, as
    an int or a float

    Built by hand: not using torch, scipy.
    """
    ### BEGIN SOLUTION
    return (size + 2 * padding - kernel) // stride + 1
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_output_size", "show": true}
def see_output_size():
    lengths, strides = range(5, 31), (1, 2, 4)

    def draw(axes, sizes_by_stride):
        for stride, sizes in sizes_by_stride.items():
            axes.plot(lengths, sizes, ".", label=f"stride {stride}")
        axes.set_xlabel("length of the image (kernel 5)")
        axes.set_ylabel("number of windows")
        axes.legend(fontsize=8)

    check.beside(
        target=lambda: {
            s: [torch.zeros(n).unfold(0, 5, s).shape[0] for n in lengths]
            for s in strides
        },
        yours=lambda: {s: [output_size(n, 5, s) for n in lengths] for s in strides},
        draw=draw,
    )


see_output_size()


# %% nbgrader={"grade_id": "output_size_by_hand", "points": 1}
# Visible test, 1 point: four sizes counted on paper
@check.test
def output_size_by_hand():
    check.by_hand(output_size, not_using="torch scipy")

    check.call(output_size, 28, 3).gives(26)
    check.call(output_size, 8, 3, stride=2).gives(3)
    check.call(output_size, 28, 5, padding=2).gives(28)
    check.call(output_size, 4, 4).gives(1)


# %% nbgrader={"grade_id": "output_size_of_any_window", "points": 1}
# Hidden test, 1 point: other kernels, strides and paddings, with pixels left over
### BEGIN HIDDEN TESTS
@check.test
def output_size_of_any_window():
    for size, kernel, stride, padding in [
        (12, 3, 2, 0),
        (10, 3, 4, 0),
        (9, 2, 2, 0),
        (7, 3, 5, 1),
        (1, 1, 3, 0),
        (5, 6, 2, 3),
        (2, 6, 1, 2),
        (12, 1, 3, 2),
        (32, 11, 4, 2),
        (224, 7, 2, 3),
    ]:
        line = torch.zeros(1, 1, size)
        window = torch.zeros(1, 1, kernel)
        out = torch.nn.functional.conv1d(line, window, stride=stride, padding=padding)
        check.call(output_size, size, kernel, stride, padding).gives(out.shape[2])


### END HIDDEN TESTS

# %% [markdown]
# ## 2. The layer, forward
#
# An image is an array of channels: `x[n, c, row, column]`. Each of the $F$ kernels
# looks at **all** channels at once, so it has a grid of weights for every channel:
# `w[f, c, i, j]`. At every stop, the products over all channels and the grid are added
# to one number; then comes the bias of that kernel:
#
# $$\text{out}_{n,f,y,x} = b_f + \sum_{c,i,j} w_{f,c,i,j} \cdot
#   \text{padded}_{n,\,c,\;y s + i,\;x s + j}$$
#
# *Example.* The image below has 4 x 5 pixels. Padding 1 puts a frame of zeros around
# it; a 3 x 3 kernel with stride 2 then makes 2 x 3 stops. Follow the red window: at
# each stop the small red numbers are the weights, and the title says what the products
# add up to. The visible test asks for these numbers too.
#
# Two things that are often told differently:
#
# - A mathematician's convolution turns the kernel upside down first. Networks do
#   **not**: `w[0, 0]` meets the upper left pixel (the exact word is
#   *cross-correlation*). A learnt kernel comes out right either way.
# - The layer itself is **linear**: products and sums, and its output may be negative.
#   What bends is the activation that comes *after* it, such as ReLU: $\max(0, \cdot)$.


# %% nbgrader={"grade_id": "see_the_walk", "show": true}
def see_the_walk():
    image = np.array(
        [[1, 2, 0, 1, 3], [0, 1, 3, 2, 1], [2, 0, 1, 1, 0], [1, 3, 2, 0, 2]]
    )
    cross = np.array([[0, 1, 0], [1, -2, 1], [0, 1, 0]])
    framed = np.pad(image, 1)
    figure, panels = plt.subplots(2, 3, figsize=(9, 6), layout="constrained")
    weights = {"ha": "right", "color": "crimson", "fontsize": 9, "weight": "bold"}
    frame = {"fill": False, "color": "crimson", "linewidth": 3}
    for (y, x), axes in np.ndenumerate(panels):
        axes.imshow(np.pad(np.ones((4, 5)), 1), cmap="Blues", vmin=0, vmax=5)
        axes.set(xticks=[], yticks=[])
        for (row, column), number in np.ndenumerate(framed):
            axes.text(column, row, number, ha="center", va="center", fontsize=11)
        for (i, j), weight in np.ndenumerate(cross):
            axes.text(2 * x + j + 0.4, 2 * y + i + 0.38, f"×{weight}", **weights)
        corner = (2 * x - 0.47, 2 * y - 0.47)
        axes.add_patch(plt.Rectangle(corner, 2.94, 2.94, **frame))
        total = (framed[2 * y : 2 * y + 3, 2 * x : 2 * x + 3] * cross).sum()
        axes.set_title(f"stop {3 * y + x}: out[{y}, {x}] = {total}", fontsize=11)
    figure.suptitle(
        "padding 1, kernel 3 x 3, stride 2: the lowest row of zeros stays unseen"
    )
    plt.show()


see_the_walk()


# %% nbgrader={"grade_id": "conv2d_forward", "solution": true}
def conv2d_forward(
    x: Float[np.ndarray, "N C H W"],
    w: Float[np.ndarray, "F C KH KW"],
    b: Float[np.ndarray, "F"],
    stride: int = 1,
    padding: int = 0,
) -> Float[np.ndarray, "N F HO WO"]:
    """A convolution layer: cross-correlation (the kernel is not flipped) plus bias.

    Parameters
    ----------
    x : N images of C channels, H rows and W columns; it is not changed. All arrays are
        float32 or float64
    w : F kernels, each with C channels, KH rows and KW columns
    b : one bias a kernel
    stride : pixels from one window to the next, in both directions
    padding : rows and columns of zeros added on each of the four sides; no images and
        no channels are added

    Returns
    -------
    array (any float dtype) with HO = floor((H + 2 padding - KH) / stride) + 1 rows, and
    WO columns likewise; the padded image is at least as large as the kernel

    Built by hand: not using torch, scipy.
    """
    ### BEGIN SOLUTION
    sides = (padding, padding)
    padded = np.pad(x, ((0, 0), (0, 0), sides, sides))
    kh, kw = w.shape[2:]
    ho = (padded.shape[2] - kh) // stride + 1
    wo = (padded.shape[3] - kw) // stride + 1
    out = np.empty((len(x), len(w), ho, wo))
    for i in range(ho):
        for j in range(wo):
            top, left = i * stride, j * stride
            window = padded[:, :, top : top + kh, left : left + kw]
            out[:, :, i, j] = np.tensordot(window, w, axes=([1, 2, 3], [1, 2, 3])) + b
    return out
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_conv2d_forward", "show": true}
def see_conv2d_forward():
    image = photograph[::5, ::5].transpose(2, 0, 1)[None]
    kernel = np.zeros((1, 3, 3, 3))
    kernel[0, :, 2, 2] = 1 / 3  # the pixel below to the right, in all channels
    kernel[0, :, 0, 0] = -1 / 3  # less the pixel above to the left

    def draw(axes, out):
        axes.imshow(out[0, 0], cmap="RdBu_r", vmin=-0.7, vmax=0.7)
        axes.set(xticks=[], yticks=[], xlabel="red: brighter to the lower right")

    check.beside(
        target=lambda: torch.nn.functional.conv2d(
            torch.tensor(image), torch.tensor(kernel), padding=1
        ),
        yours=lambda: np.asarray(conv2d_forward(image, kernel, np.zeros(1), padding=1)),
        draw=draw,
    )


see_conv2d_forward()


# %% nbgrader={"grade_id": "conv2d_forward_by_hand", "points": 1}
# Visible test, 1 point: one image, one kernel; then padding; then the walk above
@check.test
def conv2d_forward_by_hand():
    check.by_hand(conv2d_forward, not_using="torch scipy")

    kernel = np.array([[[[1.0, -2.0], [3.0, 2.0]]]])
    image = np.array([[[[1.0, 2.0, 0.0, 4.0], [0.0, 1.0, 3.0, 1.0], [2.0, 0, 1, 5]]]])
    # upper left stop: 1*1 - 2*2 + 3*0 + 2*1 = -1, and the bias makes it -0.5
    expected = [[[[-0.5, 11.5, 3.5], [4.5, -2.5, 14.5]]]]
    check.call(conv2d_forward, image, kernel, np.array([0.5])).gives(expected)

    # the row 1 2, in a frame of zeros: its first window holds 0 0 above 0 1
    row = np.array([[[[1.0, 2.0]]]])
    expected = [[[[2.0, 7.0, 6.0], [-2.0, -3.0, 2.0]]]]
    check.call(conv2d_forward, row, kernel, np.zeros(1), padding=1).gives(expected)

    rows = [[1.0, 2, 0, 1, 3], [0, 1, 3, 2, 1], [2, 0, 1, 1, 0], [1, 3, 2, 0, 2]]
    cross = np.array([[[[0.0, 1, 0], [1, -2, 1], [0, 1, 0]]]])
    expected = [[[[0.0, 6.0, -4.0], [-3.0, 4.0, 4.0]]]]
    walk = check.call(conv2d_forward, np.array([[rows]]), cross, np.zeros(1), 2, 1)
    walk.gives(expected)


# %% nbgrader={"grade_id": "conv2d_forward_channels", "points": 2}
# Hidden test, 2 points: several images, channels and kernels; float32
### BEGIN HIDDEN TESTS
@check.test
def conv2d_forward_channels():
    rng = np.random.default_rng(20)
    for shape, grid in [((2, 3, 5, 7), (4, 3, 3, 2)), ((3, 2, 4, 4), (1, 2, 1, 4))]:
        images, kernels = rng.normal(size=shape), rng.normal(size=grid)
        bias = rng.normal(size=grid[0])
        expected = torch.nn.functional.conv2d(
            torch.tensor(images), torch.tensor(kernels), torch.tensor(bias)
        )
        check.call(conv2d_forward, images, kernels, bias).gives(expected)

        single = [array.astype(np.float32) for array in (images, kernels, bias)]
        check.call(conv2d_forward, *single).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "conv2d_forward_stride", "points": 1}
# Hidden test, 1 point: strides 2, 3 and 5, with pixels left over; wide padding
### BEGIN HIDDEN TESTS
@check.test
def conv2d_forward_stride():
    rng = np.random.default_rng(21)
    images, kernel = rng.normal(size=(2, 2, 6, 9)), rng.normal(size=(1, 2, 3, 2))
    bias = np.array([2.0])
    for stride, padding in [(2, 0), (3, 1), (5, 2), (2, 4)]:
        expected = torch.nn.functional.conv2d(
            torch.tensor(images),
            torch.tensor(kernel),
            torch.tensor(bias),
            stride=stride,
            padding=padding,
        )
        answer = check.call(conv2d_forward, images, kernel, bias, stride, padding)
        answer.gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 3. What kernels see
#
# Before kernels were learnt they were designed. Three classics:
#
# - **Blur.** Each pixel becomes the mean of its $k \times k$ neighbourhood: all
#   weights are equal and add up to 1, so the picture keeps its brightness.
# - **Edges** (Sobel). The numbers $(-1, 0, 1)$ measure a change along a line: the far
#   side minus the near side. To be less disturbed by noise, take three neighbouring
#   lines with the weights $(1, 2, 1)$. The 3 x 3 kernel is the outer product: one row
#   or column for each line. Its weights add up to 0: a plain wall gives 0.
# - **Sharpen.** What a blur takes away is detail. Put $a$ times that detail on top of
#   the image: $\text{image} + a\,(\text{image} - \text{blurred})$, with the 3 x 3
#   blur. As a kernel, "image" is a single 1 in the centre. Since everything is
#   linear, the whole recipe is *one* kernel.
#
# *Example.* Three rows of pixels $0, 0, 1$ are bright at the right: along each of them
# the change is 1. So Sobel's kernel for a change to the right gives $1 + 2 + 1 = 4$
# there, and the kernel for a change downward gives 0.


# %% nbgrader={"grade_id": "kernels", "solution": true}
def blur_kernel(size: int) -> Float[np.ndarray, "size size"]:
    """The kernel that takes the mean of a window of `size` by `size` pixels.

    Built by hand, as the two below: not using torch, scipy.
    """
    ### BEGIN SOLUTION
    return np.full((size, size), 1 / size**2)
    ### END SOLUTION


def edge_kernels() -> Float[np.ndarray, "2 3 3"]:
    """Sobel's two kernels: for a change to the right, and for a change downward.

    The first is positive where the image gets brighter to the right, the second where
    it gets brighter downward. Each: (-1, 0, 1) along the change, (1, 2, 1) across it.
    They are for a cross-correlation (not flipped), as in exercise 2.
    """
    ### BEGIN SOLUTION
    right = np.outer([1, 2, 1], [-1, 0, 1])
    return np.stack([right, right.T])
    ### END SOLUTION


def sharpen_kernel(amount: float) -> Float[np.ndarray, "3 3"]:
    """The 3 x 3 kernel whose result is image + amount * (image - blurred).

    `blurred` is the mean of 3 by 3 pixels; `amount` is 0 (the image as it is) or more.
    """
    ### BEGIN SOLUTION
    kernel = np.full((3, 3), -amount / 9)
    kernel[1, 1] += 1 + amount
    return kernel
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_kernels", "show": true}
def see_kernels():
    from scipy import ndimage

    def under(kernel):
        """The gray photograph after one kernel, by torch."""
        kernel = torch.as_tensor(np.asarray(kernel, dtype=float))[None, None]
        image = torch.tensor(gray)[None, None]
        return torch.nn.functional.conv2d(image, kernel, padding="same")[0, 0]

    def draw(axes, make, low, high):
        try:
            part = make()[60:220, 70:310]
        except NotImplementedError:
            words = "not written yet"
        except Exception as error:
            words = f"no kernel:\n{type(error).__name__}"
        else:
            axes.imshow(part, cmap="gray", vmin=low, vmax=high)
            return
        axes.text(0.5, 0.5, words, ha="center", transform=axes.transAxes)

    def sharpened(amount):
        return gray + amount * (gray - ndimage.uniform_filter(gray, 3))

    columns = {
        "to the right": (
            lambda: ndimage.sobel(gray, 1),
            lambda: under(edge_kernels()[0]),
            (-1.5, 1.5),
        ),
        "downward": (
            lambda: ndimage.sobel(gray, 0),
            lambda: under(edge_kernels()[1]),
            (-1.5, 1.5),
        ),
        "blur, 7 x 7": (
            lambda: ndimage.uniform_filter(gray, 7),
            lambda: under(blur_kernel(7)),
            (0, 1),
        ),
        "sharpen, 3": (
            lambda: sharpened(3),
            lambda: under(sharpen_kernel(3.0)),
            (0, 1),
        ),
    }
    _, panels = plt.subplots(2, 4, figsize=(11, 4.2), layout="constrained")
    for pair, (title, column) in zip(panels.T, columns.items(), strict=True):
        *makes, limits = column
        for axes, make, whose in zip(pair, makes, ("target", "yours"), strict=True):
            draw(axes, make, *limits)
            axes.set(xticks=[], yticks=[])
            axes.set_title(f"{title}: {whose}", fontsize=10)
    plt.show()


see_kernels()


# %% nbgrader={"grade_id": "kernels_by_hand", "points": 1}
# Visible test, 1 point: the mean of nine, an edge at the right, one part of detail
@check.test
def kernels_by_hand():
    @check.student_side
    def edges_seen(window):
        return [float((np.asarray(k) * window).sum()) for k in edge_kernels()]

    check.by_hand(blur_kernel, not_using="torch scipy")
    check.by_hand(edge_kernels, not_using="torch scipy")
    check.by_hand(sharpen_kernel, not_using="torch scipy")
    check.call(blur_kernel, 3).gives(np.ones((3, 3)) / 9)

    bright_at_the_right = np.array([[0.0, 0.0, 1.0]] * 3)
    check.call(edges_seen, bright_at_the_right).gives([4.0, 0.0])
    bright_below = np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [1.0, 1.0, 1.0]])
    check.call(edges_seen, bright_below).gives([0.0, 4.0])

    # twice the pixel, less the mean of the nine
    ninths = np.array([[-1.0, -1.0, -1.0], [-1.0, 17.0, -1.0], [-1.0, -1.0, -1.0]])
    check.call(sharpen_kernel, 1.0).gives(ninths / 9)


# %% nbgrader={"grade_id": "kernels_every_weight", "points": 1}
# Hidden test, 1 point: every weight of the edges; blurs and sharpening of other sizes
### BEGIN HIDDEN TESTS
@check.test
def kernels_every_weight():
    right = [[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]]
    down = [[-1.0, -2.0, -1.0], [0.0, 0.0, 0.0], [1.0, 2.0, 1.0]]
    check.call(edge_kernels).gives([right, down])
    for size in (2, 5, 1):
        check.call(blur_kernel, size).gives(np.ones((size, size)) / size**2)
    for amount in (0.5, 3.6, 0.0):
        mean, itself = torch.full((3, 3), 1 / 9, dtype=torch.float64), torch.zeros(3, 3)
        itself[1, 1] = 1
        check.call(sharpen_kernel, amount).gives(itself + amount * (itself - mean))


### END HIDDEN TESTS

# %% [markdown]
# ## 4. Convolution is a matrix product
#
# A loop over windows is slow in Python, and no processor likes it. So libraries copy
# every window into the **column** of a matrix (*im2col*); then the whole layer is one
# matrix product (for one image; the bias is added afterwards), which is the thing
# computers are best at:
#
# $$\underbrace{\text{out}}_{F \times L} =
#   \underbrace{\text{w}}_{F \times (C \cdot KH \cdot KW)} \;
#   \underbrace{\text{columns}}_{(C \cdot KH \cdot KW) \times L}
#   \qquad L = HO \cdot WO$$
#
# The order has to be that of `w.reshape(F, -1)`: down a column first all of channel
# 0, then all of channel 1; in a channel row by row. The columns follow the windows in
# reading order: along the first row of windows, then along the second.
#
# *Example.* One channel, `[[1, 2, 3], [4, 5, 6]]`, kernel 2 x 2. The two windows
# `[[1, 2], [4, 5]]` and `[[2, 3], [5, 6]]` become
#
# $$\begin{pmatrix} 1 & 2 \\ 2 & 3 \\ 4 & 5 \\ 5 & 6 \end{pmatrix}$$
#
# The price is memory: each pixel is copied up to $KH \cdot KW$ times. A hint for
# speed: there are far fewer places $(i, j)$ in a kernel than windows. What all
# windows have at one place is a slice of the image with a step. (Numpy is fast with
# whole slices only: with seven loops over single numbers of arrays it is even slower
# than the plain Python lists in the second picture below.)


# %% nbgrader={"grade_id": "im2col", "solution": true}
def im2col(
    x: Float[np.ndarray, "N C H W"],
    kernel: tuple[int, int],
    stride: int = 1,
    padding: int = 0,
) -> Float[np.ndarray, "N C*KH*KW L"]:
    """The windows of each image as the columns of a matrix.

    Parameters
    ----------
    x : N images of C channels, H rows and W columns, float32 or float64; it is not
        changed
    kernel : rows KH and columns KW of a window
    stride : pixels from one window to the next, in both directions
    padding : rows and columns of zeros added on each of the four sides; no images and
        no channels are added

    Returns
    -------
    array (any float dtype) that holds pixel (i, j) of channel c in row
    (c * KH + i) * KW + j, and window (y, x) in column y * WO + x; there are
    L = HO * WO windows, HO down and WO across, counted as in exercise 1

    The layout is that of torch.nn.functional.unfold.
    Built by hand: not using torch, scipy.
    """
    ### BEGIN SOLUTION
    n, c, h, width = x.shape
    kh, kw = kernel
    sides = (padding, padding)
    padded = np.pad(x, ((0, 0), (0, 0), sides, sides))
    ho = (h + 2 * padding - kh) // stride + 1
    wo = (width + 2 * padding - kw) // stride + 1
    columns = np.empty((n, c, kh, kw, ho, wo))
    for i in range(kh):
        for j in range(kw):
            rows = slice(i, i + ho * stride, stride)
            across = slice(j, j + wo * stride, stride)
            columns[:, :, i, j] = padded[:, :, rows, across]
    return columns.reshape(n, c * kh * kw, ho * wo)
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_im2col", "show": true}
def see_im2col():
    channel = np.arange(12.0).reshape(3, 4)
    image = np.stack([channel, 20 + channel])[None]

    def draw(axes, columns):
        axes.imshow(columns[0], cmap="viridis", aspect="auto")
        for (row, column), number in np.ndenumerate(np.asarray(columns[0])):
            style = {"color": "black" if number >= 20 else "white", "ha": "center"}
            axes.text(column, row, f"{number:.0f}", va="center", **style)
        axes.set(xticks=range(6), yticks=range(8))
        axes.set(xlabel="number of the window", ylabel="channel 1  |  channel 0")

    check.beside(
        target=lambda: torch.nn.functional.unfold(torch.tensor(image), (2, 2)),
        yours=lambda: im2col(image, (2, 2)),
        draw=draw,
    )


see_im2col()


# %% nbgrader={"grade_id": "see_one_product", "show": true}
# Takes about 1 s: one layer of 1.8 million multiplications, in four ways
def see_one_product():
    images = np.random.default_rng(0).normal(size=(4, 3, 34, 34))
    kernels = np.random.default_rng(1).normal(size=(16, 3, 3, 3))

    def in_plain_python():
        def at(image, kernel, y, x):
            return sum(
                image[c][y + i][x + j] * kernel[c][i][j]
                for c in range(3)
                for i in range(3)
                for j in range(3)
            )

        return [
            [
                [[at(image, kernel, y, x) for x in range(32)] for y in range(32)]
                for kernel in kernels.tolist()
            ]
            for image in images.tolist()
        ]

    ways = {
        "plain Python lists, seven loops": in_plain_python,
        "your conv2d_forward": lambda: conv2d_forward(images, kernels, np.zeros(16)),
        "your im2col, one product": lambda: (
            kernels.reshape(16, 27) @ im2col(images, (3, 3))
        ),
        "torch": lambda: torch.nn.functional.conv2d(
            torch.from_numpy(images), torch.from_numpy(kernels)
        ),
    }

    def milliseconds_of(way):
        """The best of three calls; one is enough if it is slow."""
        times = []
        while len(times) < 3 and sum(times) < 100:
            began = time.perf_counter()
            way()
            times.append((time.perf_counter() - began) * 1e3)
        return min(times)

    torch.set_num_threads(1)
    _, axes = plt.subplots(figsize=(8, 2.6), layout="constrained")
    for place, way in enumerate(ways.values()):
        try:
            milliseconds = milliseconds_of(way)
        except NotImplementedError:
            axes.text(0.1, place, "not written yet", va="center")
        except Exception as error:
            axes.text(0.1, place, f"raised {type(error).__name__}", va="center")
        else:
            axes.barh(place, milliseconds, color=f"C{place}")
            end = max(milliseconds, 0.05) * 1.1
            axes.text(end, place, f"{milliseconds:.3g} ms", va="center")
    axes.set_yticks(range(4), ways)
    axes.set(xscale="log", xlim=(0.05, 2e4), xlabel="milliseconds (logarithmic)")
    axes.set_title("the same layer, computed in four ways")
    axes.invert_yaxis()
    plt.show()


see_one_product()


# %% nbgrader={"grade_id": "im2col_by_hand", "points": 1}
# Visible test, 1 point: two channels, windows of 1 x 2; then stride and padding 2, 1
@check.test
def im2col_by_hand():
    check.by_hand(im2col, not_using="torch scipy")

    channel = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    image = np.stack([channel, 10 * channel])[None]
    expected = [
        [
            [1.0, 2.0, 4.0, 5.0],  # channel 0: the left pixel of each window
            [2.0, 3.0, 5.0, 6.0],  # channel 0: the right pixel
            [10.0, 20.0, 40.0, 50.0],  # channel 1
            [20.0, 30.0, 50.0, 60.0],
        ]
    ]
    check.call(im2col, image, (1, 2)).gives(expected)

    # windows of 2 x 2, stride 2, in a frame of zeros: the first holds 0 0 above 0 1
    expected = [
        [
            [0.0, 0.0, 0.0, 5.0],  # the upper left pixel of each window
            [0.0, 0.0, 4.0, 6.0],
            [0.0, 2.0, 0.0, 0.0],
            [1.0, 3.0, 0.0, 0.0],
        ]
    ]
    check.call(im2col, channel[None, None], (2, 2), 2, 1).gives(expected)


# %% nbgrader={"grade_id": "im2col_batch", "points": 1}
# Hidden test, 1 point: several images, windows of several rows
### BEGIN HIDDEN TESTS
@check.test
def im2col_batch():
    rng = np.random.default_rng(40)
    for shape, grid in [((3, 2, 4, 6), (2, 3)), ((2, 3, 5, 3), (4, 1))]:
        images = rng.normal(size=shape)
        expected = torch.nn.functional.unfold(torch.tensor(images), grid)
        check.call(im2col, images, grid).gives(expected)
        check.call(im2col, images.astype(np.float32), grid).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "im2col_stride", "points": 1}
# Hidden test, 1 point: strides with pixels left over, and padding
### BEGIN HIDDEN TESTS
@check.test
def im2col_stride():
    images = np.random.default_rng(41).normal(size=(2, 2, 6, 9))
    for stride, padding in [(2, 0), (1, 1), (3, 2), (4, 3)]:
        expected = torch.nn.functional.unfold(
            torch.tensor(images), (1, 2), stride=stride, padding=padding
        )
        check.call(im2col, images, (1, 2), stride, padding).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 5. The layer, backward
#
# Training needs to know how the loss changes with the image, the weights and the
# bias. `dout` says how it changes with each number of the output. Go over the stops
# once more. At each one, the forward pass computed *weights times window, plus bias*;
# so this stop hands on
#
# - to the **window** of the image: `dout` there, times the weights,
# - to the **weights**: `dout` there, times the window,
# - to the **bias**: `dout` itself.
#
# Pixels lie in several windows, the weights are used at all stops and for all images,
# and so is the bias: what arrives from different stops is **added**. Every kernel has
# a `dout` of its own at each stop; the window gets the sum of what they all hand on.
# The frame of zeros belongs to nobody; cut it off at the end.
#
# *Example.* Image `[[1, 2, 3], [4, 5, 6]]`, kernel `[[1, 2], [3, 4]]`, so there are
# two stops. Let `dout` be `[[10, 1]]`. Stop 0 puts ten times the kernel on the left two
# columns of `dx`, stop 1 puts the kernel itself on the right two:
#
# $$dx = \begin{pmatrix} 10 & 20 + 1 & 2 \\ 30 & 40 + 3 & 4 \end{pmatrix}
#   \qquad db = 10 + 1$$
#
# $$dw = 10 \begin{pmatrix} 1 & 2 \\ 4 & 5 \end{pmatrix}
#      + 1 \begin{pmatrix} 2 & 3 \\ 5 & 6 \end{pmatrix}
#      = \begin{pmatrix} 12 & 23 \\ 45 & 56 \end{pmatrix}$$


# %% nbgrader={"grade_id": "conv2d_backward", "solution": true}
def conv2d_backward(
    dout: Float[np.ndarray, "N F HO WO"],
    x: Float[np.ndarray, "N C H W"],
    w: Float[np.ndarray, "F C KH KW"],
    stride: int = 1,
    padding: int = 0,
) -> tuple[
    Float[np.ndarray, "N C H W"],
    Float[np.ndarray, "F C KH KW"],
    Float[np.ndarray, "F"],
]:
    """The gradients of a loss with respect to the image, the weights and the bias.

    Parameters
    ----------
    dout : derivative of the loss with respect to each number of the layer's output; all
        arrays are float32 or float64
    x, w, stride, padding : what the forward pass was given, see `conv2d_forward`; no
        argument is changed

    Returns
    -------
    dx, dw, db : a tuple of arrays (any float dtype), shaped as `x`, `w` and the bias. A
        loss that was a mean has its 1/N in `dout`: here everything is summed. A pixel
        that no window saw has gradient 0

    Built by hand: not using torch, scipy.
    """
    ### BEGIN SOLUTION
    h, width = x.shape[2:]
    kh, kw = w.shape[2:]
    sides = (padding, padding)
    padded = np.pad(x, ((0, 0), (0, 0), sides, sides))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i, j in np.ndindex(dout.shape[2:]):
        rows = slice(i * stride, i * stride + kh)
        columns = slice(j * stride, j * stride + kw)
        here = dout[:, :, i, j]
        dpadded[:, :, rows, columns] += np.tensordot(here, w, axes=([1], [0]))
        dw += np.tensordot(here, padded[:, :, rows, columns], axes=([0], [0]))
    dx = dpadded[:, :, padding : padding + h, padding : padding + width]
    return dx, dw, dout.sum(axis=(0, 2, 3))
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_conv2d_backward", "show": true}
def see_conv2d_backward():
    image = np.zeros((1, 1, 9, 14))
    stamp = np.array([[[[1.0, 2, 3], [2, 4, 2], [0, 2, 0]]]])
    dout = np.zeros((1, 1, 7, 12))
    dout[0, 0, 1, 1] = dout[0, 0, 3, 7] = dout[0, 0, 4, 8] = 1

    def by_torch():
        x = torch.tensor(image, requires_grad=True)
        out = torch.nn.functional.conv2d(x, torch.tensor(stamp))
        return torch.autograd.grad(out, x, torch.tensor(dout))[0]

    def draw(axes, dx):
        axes.imshow(dx[0, 0], cmap="magma", vmin=0, vmax=6)
        for (row, column), number in np.ndenumerate(np.asarray(dx[0, 0])):
            if number:
                style = {"color": "black" if number > 3 else "white", "fontsize": 8}
                style |= {"ha": "center", "va": "center"}
                axes.text(column, row, f"{number:.3g}", **style)
        axes.set(xticks=[], yticks=[], xlabel="dx: three stops, two overlap")

    check.beside(
        target=by_torch,
        yours=lambda: conv2d_backward(dout, image, stamp)[0],
        draw=draw,
    )


see_conv2d_backward()


# %% nbgrader={"grade_id": "conv2d_backward_by_hand", "points": 1}
# Visible test, 1 point: the example above; two kernels with stride 2 and padding 1
@check.test
def conv2d_backward_by_hand():
    check.by_hand(conv2d_backward, not_using="torch scipy")

    image = np.array([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]])
    kernel = np.array([[[[1.0, 2.0], [3.0, 4.0]]]])
    dx = [[[[10.0, 21.0, 2.0], [30.0, 43.0, 4.0]]]]
    dw = [[[[12.0, 23.0], [45.0, 56.0]]]]
    dout = np.array([[[[10.0, 1.0]]]])
    check.call(conv2d_backward, dout, image, kernel).gives((dx, dw, [11.0]))

    # the row 1 2, in a frame of zeros: two windows, 0 0 above 0 1 and 0 0 above 2 0
    image = np.array([[[[1.0, 2.0]]]])
    kernels = np.array([[[[1.0, 2.0], [3.0, 4.0]]], [[[5.0, 6.0], [7.0, 8.0]]]])
    dout = np.array([[[[10.0, 1.0]], [[2.0, 3.0]]]])
    dx = [[[[56.0, 24.0]]]]  # 10 * 4 + 2 * 8 and 1 * 3 + 3 * 7
    dw = [[[[0.0, 0.0], [2.0, 10.0]]], [[[0.0, 0.0], [6.0, 2.0]]]]
    answer = check.call(conv2d_backward, dout, image, kernels, 2, 1)
    answer.gives((dx, dw, [11.0, 5.0]))


# %% nbgrader={"grade_id": "conv2d_backward_batch", "points": 2}
# Hidden test, 2 points: several images, channels and kernels, stride 1; float32
### BEGIN HIDDEN TESTS
@check.test
def conv2d_backward_batch():
    rng = np.random.default_rng(50)
    for shape, grid in [((2, 3, 5, 6), (4, 3, 3, 2)), ((3, 2, 3, 5), (1, 2, 1, 4))]:
        images, kernels = rng.normal(size=shape), rng.normal(size=grid)
        x, w = torch.tensor(images), torch.tensor(kernels)
        dout = rng.normal(size=torch.nn.functional.conv2d(x, w).shape)
        expected = (
            torch.nn.grad.conv2d_input(x.shape, w, torch.tensor(dout)),
            torch.nn.grad.conv2d_weight(x, w.shape, torch.tensor(dout)),
            torch.tensor(dout).sum((0, 2, 3)),
        )
        check.call(conv2d_backward, dout, images, kernels).gives(expected)

        single = [array.astype(np.float32) for array in (dout, images, kernels)]
        check.call(conv2d_backward, *single).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "conv2d_backward_stride_padding", "points": 2}
# Hidden test, 2 points: strides with pixels left over, padding, and both
### BEGIN HIDDEN TESTS
@check.test
def conv2d_backward_stride_padding():
    rng = np.random.default_rng(51)
    images, kernel = rng.normal(size=(2, 2, 6, 8)), rng.normal(size=(1, 2, 3, 2))
    x, w = torch.tensor(images), torch.tensor(kernel)
    for how in [(2, 0), (1, 1), (3, 2), (4, 1)]:  # stride, padding
        dout = rng.normal(size=torch.nn.functional.conv2d(x, w, None, *how).shape)
        expected = (
            torch.nn.grad.conv2d_input(x.shape, w, torch.tensor(dout), *how),
            torch.nn.grad.conv2d_weight(x, w.shape, torch.tensor(dout), *how),
            torch.tensor(dout).sum((0, 2, 3)),
        )
        check.call(conv2d_backward, dout, images, kernel, *how).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 6. How the weights start
#
# Each output is a sum of `fan_in` products: $C \cdot KH \cdot KW$ of them, one for
# each number that a kernel looks at. With weights of standard deviation $\sigma$ the
# variance of an output is $\text{fan\_in} \cdot \sigma^2$ times the mean square of the
# inputs, and the ReLU behind it, $\max(0, \cdot)$, halves the mean square. If a signal
# is neither to die out nor to explode over many layers, the two have to cancel. The
# choice is Kaiming He's:
#
# $$\sigma = \sqrt{\frac{2}{\text{fan\_in}}}$$
#
# The weights are random so that kernels differ from each other. That is enough: the
# **biases start at zero**.
#
# *Example.* 64 kernels of 3 x 3 over 8 channels: fan_in is $8 \cdot 9 = 72$, so
# $\sigma = \sqrt{2 / 72} = 1/6$. The number of kernels, 64, plays no part.


# %% nbgrader={"grade_id": "kaiming_init", "solution": true}
def kaiming_init(
    shape: tuple[int, int, int, int], rng: np.random.Generator
) -> tuple[Float[np.ndarray, "F C KH KW"], Float[np.ndarray, "F"]]:
    """Starting weights and biases of a convolution layer that a ReLU follows.

    Parameters
    ----------
    shape : (F, C, KH, KW), the shape of the weights
    rng : the generator to draw from; nothing else is drawn from, so that generators in
        the same state give the same weights

    Returns
    -------
    w, b : weights from the normal distribution with mean 0 and standard deviation
        sqrt(2 / fan_in), fan_in = C * KH * KW; and a bias of zero for each kernel

    He et al. 2015, section 2.2. Built by hand: not using torch, scipy.
    """
    ### BEGIN SOLUTION
    fan_in = shape[1] * shape[2] * shape[3]
    return rng.normal(0, np.sqrt(2 / fan_in), shape), np.zeros(shape[0])
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_kaiming_init", "show": true}
def see_kaiming_init():
    def signal_by_depth(make_weights):
        """The root mean square after each of 30 layers of 16 kernels with ReLU."""
        signal = torch.randn(4, 16, 8, 8, generator=torch.Generator().manual_seed(0))
        sizes = []
        for depth in range(30):
            weights = np.asarray(make_weights(np.random.default_rng(depth)))
            weights = torch.as_tensor(weights, dtype=torch.float32)
            wrapped = torch.nn.functional.pad(signal, (1, 1, 1, 1), mode="circular")
            signal = torch.relu(torch.nn.functional.conv2d(wrapped, weights))
            sizes.append(float(signal.square().mean().sqrt()))
        return sizes

    shape = (16, 16, 3, 3)
    _, axes = plt.subplots(figsize=(8, 3.2), layout="constrained")
    for numerator in (4, 2, 1):
        std = np.sqrt(numerator / 144)
        sizes = signal_by_depth(lambda rng, std=std: rng.normal(0, std, shape))
        axes.plot(range(1, 31), sizes, label=f"sigma = sqrt({numerator} / fan_in)")
    sizes, label = [], "yours"
    try:
        sizes = signal_by_depth(lambda rng: kaiming_init(shape, rng)[0])
    except NotImplementedError:
        label = "yours: not written yet"
    except Exception as error:
        label = f"yours raised {type(error).__name__}"
    axes.plot(range(1, len(sizes) + 1), sizes, "ko", markersize=4, label=label)
    axes.set(yscale="log", xlabel="layer", ylabel="size of the signal (rms)")
    axes.set_title("what is left of a signal after 30 layers")
    axes.legend(fontsize=9)
    plt.show()


see_kaiming_init()


# %% nbgrader={"grade_id": "kaiming_init_by_hand", "points": 1}
# Visible test, 1 point: 64 kernels of 3 x 3 over 8 channels have sigma 1/6
@check.test
def kaiming_init_by_hand():
    @check.student_side
    def weights(shape, rng):
        return kaiming_init(shape, rng)[0]

    @check.student_side
    def biases(shape, rng):
        b = np.asarray(kaiming_init(shape, rng)[1])
        return {"shape": str(b.shape), "how many are not 0": int(np.count_nonzero(b))}

    check.by_hand(kaiming_init, not_using="torch scipy")
    shape = (64, 8, 3, 3)
    rng = np.random.default_rng(60)
    check.call(weights, shape, rng).statistics(mean=0.0, std=1 / 6)
    expected = {"shape": "(64,)", "how many are not 0": 0}
    check.call(biases, shape, rng).gives(expected)


# %% nbgrader={"grade_id": "kaiming_init_draws", "points": 1}
# Hidden test, 1 point: an oblong kernel; the shape of the bell; what rng decides
### BEGIN HIDDEN TESTS
@check.test
def kaiming_init_draws():
    @check.student_side
    def weights(shape, rng):
        return kaiming_init(shape, rng)[0]

    @check.student_side
    def total(shape, one, other, sign):
        first, second = kaiming_init(shape, one)[0], kaiming_init(shape, other)[0]
        return np.asarray(first) + sign * np.asarray(second)

    @check.student_side
    def share_within(shape, rng, limit):
        inside = np.abs(np.asarray(kaiming_init(shape, rng)[0])) < limit
        return inside.reshape(shape).astype(float)

    shape = (90, 3, 7, 2)
    std = np.sqrt(2 / 42)
    seeded = np.random.default_rng
    check.call(weights, shape, seeded(61)).statistics(mean=0.0, std=std)
    share, spread = 0.6827, 0.4654  # of a normal variable within 1 sigma
    answer = check.call(share_within, shape, seeded(62), std)
    answer.statistics(mean=share, std=spread)
    answer = check.call(total, shape, seeded(63), seeded(64), 1)
    answer.statistics(mean=0.0, std=std * np.sqrt(2))  # two draws of their own
    check.call(total, shape, seeded(65), seeded(65), -1).gives(np.zeros(shape))


### END HIDDEN TESTS

# %% [markdown]
# ## 7. What it costs
#
# One kernel serves **all places** of an image: that is what makes a convolution layer
# so small. It is not shared between layers: each layer learns kernels of its own. In
# a layer of $F$ kernels over $C$ channels
#
# - the **parameters** are the weights, $F \cdot C \cdot KH \cdot KW$, and $F$ biases;
# - the **multiply-adds** are the products: each weight is used once per stop, so it
#   is the number of weights times $HO \cdot WO$. (Sharing saves parameters, not
#   these.) The biases are only added and do not count.
#
# The next layer sees $F$ channels of $HO \times WO$ pixels.
#
# *Example.* Two channels of 6 x 5 pixels, four 3 x 3 kernels, padding 1: there are
# $4 \cdot 2 \cdot 9 = 72$ weights, so 76 parameters, and $72 \cdot 30 = 2160$
# multiply-adds. Behind it come three 3 x 3 kernels with stride 2 and no padding. They
# see four channels and stop at 2 x 2 places: $3 \cdot 4 \cdot 9 = 108$ weights, 111
# parameters, $108 \cdot 4 = 432$ multiply-adds. In all, 187 and 2592.


# %% nbgrader={"grade_id": "cost", "solution": true}
def cost(
    input_shape: tuple[int, int, int],
    layers: list[tuple[int, tuple[int, int], int, int]],
) -> tuple[int, int]:
    """What a stack of convolution layers costs for one image.

    Parameters
    ----------
    input_shape : channels, rows and columns of the image
    layers : for each layer, first to last: (number of kernels F, (KH, KW), stride,
        padding); at least one. Sizes are rounded down as in exercise 1

    Returns
    -------
    parameters : of all layers together, weights and biases
    multiply_adds : of all layers together, for one image; products only, not biases

    Built by hand: not using torch, scipy.
    """
    ### BEGIN SOLUTION
    channels, height, width = input_shape
    parameters = multiply_adds = 0
    for filters, (kh, kw), stride, padding in layers:
        height = (height + 2 * padding - kh) // stride + 1
        width = (width + 2 * padding - kw) // stride + 1
        weights = filters * channels * kh * kw
        parameters += weights + filters
        multiply_adds += weights * height * width
        channels = filters
    return parameters, multiply_adds
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_cost", "show": true}
def see_cost():
    layer = torch.nn.Conv2d(3, 16, 3, padding=1)
    dense = 3 * 32 * 32 * 16 * 32 * 32

    def draw(axes, pair):
        axes.bar([0, 1], pair, 0.35, label="16 kernels of 3 x 3")
        axes.bar(
            [0.4, 1.4], [dense, dense], 0.35, color="silver", label="a dense layer"
        )
        axes.set_yscale("log")
        axes.set_ylim(100, 1e10)
        axes.set_xticks([0.2, 1.2], ["parameters", "multiply-adds"])
        axes.set_ylabel("from 3 x 32 x 32\nto 16 x 32 x 32")
        axes.legend(fontsize=8, loc="upper left")
        for place, count in zip((0, 1, 0.4, 1.4), (*pair, dense, dense), strict=True):
            axes.text(place, count * 1.3, f"{count:,}", ha="center", fontsize=7)

    check.beside(
        target=lambda: (
            sum(p.numel() for p in layer.parameters()),
            layer.weight.numel() * layer(torch.zeros(1, 3, 32, 32))[0, 0].numel(),
        ),
        yours=lambda: cost((3, 32, 32), [(16, (3, 3), 1, 1)]),
        draw=draw,
    )


see_cost()


# %% nbgrader={"grade_id": "cost_by_hand", "points": 1}
# Visible test, 1 point: the example above, as one layer and as two
@check.test
def cost_by_hand():
    check.by_hand(cost, not_using="torch scipy")

    first, second = (4, (3, 3), 1, 1), (3, (3, 3), 2, 0)
    check.call(cost, (2, 6, 5), [first]).gives((76, 2160))
    check.call(cost, (2, 6, 5), [first, second]).gives((187, 2592))


# %% nbgrader={"grade_id": "cost_of_a_stack", "points": 1}
# Hidden test, 1 point: three layers that differ in everything
### BEGIN HIDDEN TESTS
@check.test
def cost_of_a_stack():
    stacks = [
        ((3, 12, 17), [(5, (3, 2), 2, 1), (7, (2, 5), 1, 2), (2, (1, 3), 3, 0)]),
        ((1, 11, 8), [(6, (5, 3), 1, 0), (4, (3, 1), 2, 0), (9, (2, 2), 2, 3)]),
    ]
    for input_shape, layers in stacks:
        parameters = products = 0
        signal = torch.zeros(1, *input_shape)
        for kernels, grid, stride, padding in layers:
            layer = torch.nn.Conv2d(signal.shape[1], kernels, grid, stride, padding)
            signal = layer(signal).detach()
            parameters += sum(p.numel() for p in layer.parameters())
            products += layer.weight[0].numel() * signal.numel()
        check.call(cost, input_shape, layers).gives((parameters, products))


### END HIDDEN TESTS

# %% [markdown]
# ## Sources
#
# - V. Dumoulin, F. Visin: *A guide to convolution arithmetic for deep learning*,
#   2016, [arXiv:1603.07285](https://arxiv.org/abs/1603.07285) (sizes, strides,
#   padding).
# - Y. LeCun, L. Bottou, Y. Bengio, P. Haffner: *Gradient-based learning applied to
#   document recognition*, Proceedings of the IEEE 86, 1998 (kernels that are learnt
#   and shared).
# - K. Chellapilla, S. Puri, P. Simard: *High performance convolutional neural
#   networks for document processing*, 2006 (convolution as a matrix product).
# - K. He, X. Zhang, S. Ren, J. Sun: *Delving deep into rectifiers*, 2015,
#   [arXiv:1502.01852](https://arxiv.org/abs/1502.01852) (how the weights start).
# - Photograph: `china.jpg` of scikit-learn, by danielbuechele, CC BY 2.0.

# %% nbgrader={"grade_id": "see_summary", "show": true}
check.summary()
