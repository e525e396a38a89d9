# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Augmentation
#
# A network that sees the same thousand pictures again and again learns them by heart.
# More pictures would help, and some are free: a tower seen in a mirror is still a
# tower. *Augmentation* makes new training examples out of old ones, by changes that
# leave the label as it was, or that change it in a way we know.
#
# You build such changes for images, texts and sounds: mirrors, crops, turns, other
# colours, mixtures of two images, words left out or replaced, noise, other speeds. And
# where an image is labelled with *boxes* around its objects, you move the boxes with
# the image.
#
# Each of your functions makes one change, and its arguments say which. In training they
# are drawn anew for every example in every epoch, so that no picture is seen twice. The
# original has to survive for that: **no function changes its arguments**. And only
# training examples are augmented; a score is measured on examples as they are.
#
# It takes 60 to 90 minutes; the pictures take about 6 seconds in all. Everything is
# built by hand with numpy: an answer that uses `torch`, `scipy`, `skimage`, `PIL` or
# `check` (the autograder) loses the visible point of its exercise, and only that. No
# exercise needs your answer to another one. You may call your earlier functions; then
# their mistakes cost points here too.
#
# In a signature, `Float[np.ndarray, "H W C"]` is an array of floats with three axes of
# lengths H, W and C; equal letters mean equal lengths. Arguments may be float32 too. A
# result may have any float dtype; lists and numpy's numbers are fine too.

# %%
import matplotlib.pyplot as plt
import numpy as np
from jaxtyping import Float, Int
from scipy import ndimage
from sklearn import datasets, svm

from autograder import check

# %% [markdown]
# ## The goal
#
# Most of the changes in one picture. Above, a photograph whose three boxes (red: a
# tower, yellow: an island, cyan: a tree) follow its mirror image, an enlarged part and
# a turn; below, digits, a mixture of two images, a text, and a sound.


# %% nbgrader={"grade_id": "see_the_goal", "show": true}
def photograph(name="china.jpg"):
    """Every second pixel of one of scikit-learn's two photographs, 214 x 320 x 3."""
    return datasets.load_sample_image(name)[::2, ::2] / 255.0


def boxes_of_photograph():
    """The tower, the island and the tree."""
    return np.array(
        [[37.0, 14, 185, 193], [210, 112, 253, 122], [272, 67, 320, 214]],
    )


def resampled(image, rows_and_columns, start):
    """By scipy: what an image has at the places `rows_and_columns` @ (i, j) + start."""
    channels = [
        ndimage.affine_transform(
            c, rows_and_columns, start, order=0, mode="grid-constant"
        )
        for c in np.moveaxis(image, -1, 0)
    ]
    return np.stack(channels, axis=-1)


def turned_by(degrees, zoom, height, width, shift=(0.0, 0.0)):
    """A turn (counter-clockwise) and zoom about the middle, then a shift: 2 x 3."""
    cos, sin = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    turn = zoom * np.array([[cos, sin], [-sin, cos]])
    middle = np.array([width / 2, height / 2])
    return np.column_stack([turn, middle + shift - turn @ middle])


def changed_by_scipy(image, matrix):
    """The image after the map `matrix` of points (x, y)."""
    whole = np.linalg.inv(np.vstack([matrix, [0, 0, 1]]))
    swapped = whole[np.ix_([1, 0], [1, 0])]  # scipy's points are (row, column)
    return resampled(image, swapped, whole[[1, 0], 2] + swapped.sum(axis=1) / 2 - 0.5)


def mirrored_target():
    mirrored = resampled(photograph(), np.diag([1.0, -1.0]), [0, 319])
    return mirrored, [[135, 14, 283, 193], [67, 112, 110, 122], [0, 67, 48, 214]]


def cropped_target():
    wide, high = 205 / 320, 137 / 214
    start = [50 + high / 2 - 0.5, 60 + wide / 2 - 0.5]
    part = resampled(photograph(), np.diag([high, wide]), start)
    return part, [[0, 0, 195.1, 214], [234.1, 96.8, 301.3, 112.5]]


def turned_target():
    turned = changed_by_scipy(photograph(), turned_by(12, 0.9, 214, 320))
    boxes = [[34.3, 20.5, 198.1, 205.7], [205.0, 94.0, 244.7, 110.8]]
    return turned, [*boxes, [251.1, 41.8, 320.9, 180.2]]


def draw_photograph(axes, image_and_boxes):
    """An image with its boxes; the axes are the x and y in which boxes are given."""
    image, boxes = image_and_boxes
    height, width = np.shape(image)[:2]
    axes.imshow(np.clip(image, 0, 1), extent=(0, width, height, 0))
    colours = ["red", "yellow", "cyan", "magenta"]
    for (x1, y1, x2, y2), colour in zip(boxes, colours, strict=False):
        style = {"edgecolor": colour, "fill": False, "linewidth": 1.8}
        axes.add_patch(plt.Rectangle((x1, y1), x2 - x1, y2 - y1, **style))
    axes.set_xlim(-15, 335)  # of the photograph, whatever an answer gives
    axes.set_ylim(225, -12)
    axes.set_xlabel("x")
    axes.set_ylabel("y")
    if axes.figure.get_layout_engine() is None:
        axes.figure.set_size_inches(9, 3.2)


def digit(number):
    """The image of a digit on a canvas of 36 x 36 x 1; each of its pixels is 3 x 3."""
    small = np.pad(datasets.load_digits().images[number] / 16, 2)
    return np.kron(small, np.ones((3, 3)))[..., None]


def matrices_of_digits(count, shape):
    """Small changes, as one might draw them for training."""
    rng = np.random.default_rng(0)
    draws = [(rng.uniform(-20, 20), rng.uniform(0.9, 1.3)) for _ in range(count)]
    return [turned_by(*draw, *shape, rng.uniform(-3, 3, size=2)) for draw in draws]


def grid_of_digits(change):
    """Rows of digits: on the left as they are, then changed in seven ways."""
    rows = []
    for number in (3, 4, 7):
        one = digit(number)
        changed = [change(one, m) for m in matrices_of_digits(7, one.shape[:2])]
        framed = [np.pad(np.asarray(i)[..., 0], 1, constant_values=0.4)
                  for i in [one, *changed]]  # fmt: skip
        rows.append(np.concatenate(framed, axis=1))
    return np.concatenate(rows)


def draw_grid(axes, grid):
    axes.imshow(grid, cmap="gray", vmin=0, vmax=1)
    axes.axvline(37.5, color="tab:orange", linewidth=2)
    if axes.figure.get_layout_engine() is None:
        axes.figure.set_size_inches(11, 2.9)
    axes.set_xticks([])
    axes.set_yticks([18.5, 56.5, 94.5], ["3", "4", "7"])
    axes.set_xlabel("the original, then seven changes")
    axes.set_ylabel("digit")


def melody():
    """Three notes with overtones: 0.6 s, 8,000 samples a second."""
    time = np.arange(4800) / 8000
    pitch = np.choose((time / 0.2001).astype(int), [440.0, 660.0, 550.0])
    ring = np.exp(-6 * (time % 0.2))
    return ring * sum(np.sin(2 * np.pi * k * pitch * time) / k for k in (1, 2, 3))


def noisy_melody(snr):
    """Noise of a given share of the melody's size: 20 dB is a tenth, 0 dB the same."""
    wave, noise = melody(), np.random.default_rng(1).normal(size=4800)
    size = np.linalg.norm(wave) / np.linalg.norm(noise)
    return wave + noise * size * {20: 0.1, 10: 0.316, 0: 1.0}[snr]


def draw_waves(axes, waves):
    """The beginnings of waves, one above the other."""
    for row, (name, wave) in enumerate(waves.items()):
        axes.plot(np.arange(240) / 8, wave[:240] - 5 * row, linewidth=0.8)
        axes.text(29.7, 2.0 - 5 * row, name, ha="right", fontsize=8)
    axes.set_xlim(0, 30)
    axes.set_ylim(-5 * len(waves) + 2, 3.2)
    axes.set_yticks([])
    axes.set_xlabel("time (ms)")
    axes.set_ylabel("wave")


def see_the_goal():
    _, panels = plt.subplots(2, 4, figsize=(13, 5.4), layout="constrained")
    pictures = {
        "a photograph with its boxes": (photograph(), boxes_of_photograph()),
        "mirrored": mirrored_target(),
        "a part, enlarged": cropped_target(),
        "turned": turned_target(),
    }
    for axes, (title, picture) in zip(panels[0], pictures.items(), strict=True):
        draw_photograph(axes, picture)
        axes.set_title(title)
    draw_grid(panels[1, 0], grid_of_digits(changed_by_scipy))
    panels[1, 0].set_title("three digits become 24")
    both = [photograph(), photograph("flower.jpg")]
    panels[1, 1].imshow(np.average(both, axis=0, weights=[0.6, 0.4]))
    panels[1, 1].set_title("two images mixed:\n60 % tower, 40 % flower")
    panels[1, 1].set_xlabel("x")
    panels[1, 1].set_ylabel("y")
    lines = ["the old tower stands near a lake", "the tower stands near lake"]
    lines += ["the ancient tower stands by a lake"]
    for y, line in zip((0.75, 0.5, 0.25), lines, strict=True):
        panels[1, 2].text(0.5, y, line, ha="center", va="center", fontsize=10)
    panels[1, 2].set_title("a text, words left out,\nwords replaced")
    panels[1, 2].set_axis_off()
    draw_waves(panels[1, 3], {"wave": melody(), "with noise": noisy_melody(10)})
    panels[1, 3].set_title("a sound, with noise")
    plt.show()


see_the_goal()

# %% [markdown]
# ## 1. Mirror
#
# An image is an array of $H$ rows, $W$ columns and $C$ channels, its values from 0
# (dark) to 1. A box is four numbers `x1, y1, x2, y2`: its left, top, right and bottom
# edge. They count **edges of pixels**, not pixels: $x$ runs from 0 at the left edge of
# the image to $W$ at its right edge, $y$ from 0 at the top *down* to $H$. The pixel in
# row $i$ and column $j$ is the square from $x = j$ to $j + 1$ and from $y = i$ to
# $i + 1$. So a box may begin in the middle of a pixel, and its width is $x_2 - x_1$.
#
# Mirrored left to right, an edge at $x$ comes to $W - x$. What was the right edge of a
# box becomes its left edge. In an image 6 wide, the box `1, 0, 3, 2` becomes
# `3, 0, 5, 2`: its left edge is at $6 - 3$, its right edge at $6 - 1$.
#
# An image without objects has no boxes: `boxes` then has 0 rows and 4 columns, here and
# in parts 2 and 3.


# %% nbgrader={"grade_id": "flip_with_boxes", "solution": true}
def flip_with_boxes(
    image: Float[np.ndarray, "H W C"], boxes: Float[np.ndarray, "N 4"]
) -> tuple[Float[np.ndarray, "H W C"], Float[np.ndarray, "N 4"]]:
    """An image mirrored left to right, with its boxes.

    Parameters
    ----------
    image : H rows, W columns, C channels (1, 3 or any other number)
    boxes : x1, y1, x2, y2 of N objects, with x1 < x2 and y1 < y2; N may be 0

    Returns
    -------
    image : the first column is the last one of the given image, and so on
    boxes : in the given order, around the same objects, again with x1 < x2; of shape
        (N, 4), also for N = 0

    No argument is changed. Source: Krizhevsky et al. 2012, section 4.1.
    Built by hand: not using torch, scipy, skimage, PIL, check.
    """
    ### BEGIN SOLUTION
    width = image.shape[1]
    x1, y1, x2, y2 = boxes.T
    return image[:, ::-1], np.stack([width - x2, y1, width - x1, y2], axis=1)
    ### END SOLUTION


# %% [markdown]
# The picture shows the photograph mirrored. The boxes of tower, island and tree are
# still around their objects, each of which is now on the other side.


# %% nbgrader={"grade_id": "see_flip_with_boxes", "show": true}
check.beside(
    target=mirrored_target,
    yours=lambda: flip_with_boxes(photograph(), boxes_of_photograph()),
    draw=draw_photograph,
)


# %% nbgrader={"grade_id": "flip_by_hand", "points": 1}
# Visible test, 1 point: an image of 3 rows, 2 columns, 2 channels with two boxes
@check.test
def flip_by_hand():
    @check.student_side
    def result_of_flip(image, boxes):
        given, given_boxes = image.copy(), boxes.copy()
        image, boxes = flip_with_boxes(given, given_boxes)
        after = {
            "image given, afterwards": given,
            "boxes given, afterwards": given_boxes,
        }
        return {"image": image, "boxes": boxes} | after

    check.by_hand(flip_with_boxes, not_using="torch scipy skimage PIL check")
    image = np.array(
        [
            [[0.1, 0.2], [0.3, 0.4]],
            [[0.5, 0.6], [0.7, 0.8]],
            [[0.9, 1.0], [0.0, 0.1]],
        ]
    )
    boxes = np.array([[0.0, 0.0, 1.0, 2.0], [0.5, 1.0, 2.0, 3.0]])
    expected = {
        "image": [
            [[0.3, 0.4], [0.1, 0.2]],
            [[0.7, 0.8], [0.5, 0.6]],
            [[0.0, 0.1], [0.9, 1.0]],
        ],
        "boxes": [[1.0, 0.0, 2.0, 2.0], [0.0, 1.0, 1.5, 3.0]],
        "image given, afterwards": image,
        "boxes given, afterwards": boxes,
    }
    check.call(result_of_flip, image, boxes).gives(expected)


# %% nbgrader={"grade_id": "flip_any_size", "points": 1}
# Hidden test, 1 point: high and wide images, 1 to 4 channels, several boxes and none
### BEGIN HIDDEN TESTS
@check.test
def flip_any_size():
    rng = np.random.default_rng(81)
    for height, width, channels, count in ((5, 3, 1, 3), (2, 7, 4, 1), (4, 5, 3, 0)):
        image = rng.random((height, width, channels))
        ends = np.sort(rng.random((2, count, 2)) * [width, height], axis=0)
        boxes = np.concatenate([ends[0], ends[1]], axis=1)
        columns = [image[:, width - 1 - j] for j in range(width)]
        moved = [[width - b[2], b[1], width - b[0], b[3]] for b in boxes]
        expected = (np.stack(columns, axis=1), np.reshape(moved, (count, 4)))
        check.call(flip_with_boxes, image, boxes).gives(expected)
        single = image.astype(np.float32), boxes.astype(np.float32)
        check.call(flip_with_boxes, *single).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 2. Crop
#
# A tower is a tower from near and from far, and also if a part of it is out of sight.
# So look at a part of the image, enlarged or reduced to the size that the network
# wants. The part is a `window`, four whole numbers like a box's,
# `left, top, right, bottom`; say it is $w$ wide and $h$ high.
#
# **The image.** Cut out the window, then scale it to $H_2$ rows and $W_2$ columns. The
# simplest way takes every new pixel from one old pixel: new row $i$ is row
# $\lfloor i \, h / H_2 \rfloor$ of the window ($\lfloor\;\rfloor$ rounds down), and
# columns go likewise. Two rows scaled to five: $\lfloor i \cdot 2 / 5 \rfloor$ is 0, 0,
# 0, 1, 1.
#
# **The boxes** take four steps:
#
# 1. Shift: the corner of the window becomes $(0, 0)$.
# 2. Clip: what stands out of the window is cut off, so $x$ stays within 0 and $w$, and
#    $y$ within 0 and $h$.
# 3. Drop every box that has no width or no height left: its object is not in the
#    picture any more. (Its class would be dropped with it.)
# 4. Scale: $x$ is multiplied by $W_2 / w$, $y$ by $H_2 / h$.
#
# The window `2, 1, 6, 3` is 4 wide and 2 high; scale it to 6 rows and 8 columns. The
# box `1, 0, 4, 2` is shifted to `-1, -1, 2, 1`, clipped to `0, 0, 2, 1`, and scaled by
# 2 across and 3 down to `0, 0, 4, 3`. The box `0, 0, 2, 4` is shifted to
# `-2, -1, 0, 3` and clipped to `0, 0, 0, 2`: no width is left, it only touched the
# window. It is dropped.


# %% nbgrader={"grade_id": "crop_with_boxes", "solution": true}
def crop_with_boxes(
    image: Float[np.ndarray, "H W C"],
    boxes: Float[np.ndarray, "N 4"],
    window: tuple[int, int, int, int],
    size: tuple[int, int],
) -> tuple[Float[np.ndarray, "H2 W2 C"], Float[np.ndarray, "M 4"]]:
    """A part of an image, scaled, with the boxes that are left.

    Parameters
    ----------
    image : H rows, W columns, C channels
    boxes : x1, y1, x2, y2 of N objects, with x1 < x2 and y1 < y2; N may be 0
    window : left, top, right, bottom of the part, whole numbers with
        0 <= left < right <= W and 0 <= top < bottom <= H
    size : H2 rows and W2 columns of the result, each 1 or more

    Returns
    -------
    image : row i is row floor(i * h / H2) of the window, which is h high; column j is
        column floor(j * w / W2) of the window, which is w wide. You need not care about
        rounding errors here.
    boxes : in the given order, shifted, clipped and scaled, without those that have no
        area left; of shape (M, 4), also for M = 0

    No argument is changed. Source: Szegedy et al. 2015, section 6.
    Built by hand: not using torch, scipy, skimage, PIL, check.
    """
    ### BEGIN SOLUTION
    left, top, right, bottom = window
    (rows, columns), width, height = size, right - left, bottom - top
    i = top + np.arange(rows) * height // rows
    j = left + np.arange(columns) * width // columns
    inside = np.clip(boxes - [left, top] * 2, 0, [width, height] * 2)
    inside = inside[(inside[:, :2] < inside[:, 2:]).all(axis=1)]
    return image[i][:, j], inside * ([columns / width, rows / height] * 2)
    ### END SOLUTION


# %% [markdown]
# The picture shows a window of the photograph, enlarged to the old size. The tower's
# box is cut, the island's is whole and larger, the tree's is gone.


# %% nbgrader={"grade_id": "see_crop_with_boxes", "show": true}
def crop_by_you():
    window = (60, 50, 265, 187)
    return crop_with_boxes(photograph(), boxes_of_photograph(), window, (214, 320))


check.beside(target=cropped_target, yours=crop_by_you, draw=draw_photograph)


# %% nbgrader={"grade_id": "crop_by_hand", "points": 1}
# Visible test, 1 point: 2 rows and 3 columns of a 3 x 4 image, scaled to 5 x 3
@check.test
def crop_by_hand():
    @check.student_side
    def result_of_crop(image, boxes, window, size):
        given, given_boxes = image.copy(), boxes.copy()
        image, boxes = crop_with_boxes(given, given_boxes, window, size)
        after = {
            "image given, afterwards": given,
            "boxes given, afterwards": given_boxes,
        }
        return {"image": image, "boxes": boxes} | after

    check.by_hand(crop_with_boxes, not_using="torch scipy skimage PIL check")
    image = np.arange(12.0).reshape(3, 4, 1) / 20  # rows 0, 0.05, ...; 0.2, ...; 0.4
    boxes = np.array(
        [
            [0.0, 0.0, 2.0, 2.0],  # without its left column and its upper row
            [0.0, 1.0, 0.5, 3.0],  # left of the window
            [2.0, 1.5, 3.0, 3.0],  # inside
        ]
    )
    expected = {
        "image": np.array(
            [
                [0.25, 0.3, 0.35],
                [0.25, 0.3, 0.35],
                [0.25, 0.3, 0.35],
                [0.45, 0.5, 0.55],
                [0.45, 0.5, 0.55],
            ]
        )[:, :, None],
        "boxes": [[0.0, 0.0, 1.0, 2.5], [1.0, 1.25, 2.0, 5.0]],
        "image given, afterwards": image,
        "boxes given, afterwards": boxes,
    }
    check.call(result_of_crop, image, boxes, (1, 1, 4, 3), (5, 3)).gives(expected)


# %% nbgrader={"grade_id": "crop_boxes", "points": 1}
# Hidden test, 1 point: boxes within, across, around, beside and at the window; none
### BEGIN HIDDEN TESTS
@check.test
def crop_boxes():
    @check.student_side
    def boxes_left(image, boxes, window, size):
        return crop_with_boxes(image, boxes, window, size)[1]

    image = np.ones((9, 12, 1))
    window, size = (3, 2, 9, 6), (4, 6)
    becomes = {
        (4.5, 3, 6, 5.25): (1.5, 1, 3, 3.25),
        (1, 3, 4, 5): (0, 1, 1, 3),
        (8, 3, 11, 5): (5, 1, 6, 3),
        (4, 0.5, 6, 3): (1, 0, 3, 1),
        (4, 5, 6, 8.5): (1, 3, 3, 4),
        (0, 0, 12, 9): (0, 0, 6, 4),
        (0, 3, 3, 5): None,  # touches the left edge
        (9, 3, 11, 5): None,
        (4, 0, 6, 2): None,
        (4, 6, 6, 9): None,
        (10, 7, 11, 8): None,  # away in both directions
        (0, 0, 2, 1): None,
        (4, 7, 6, 8): None,  # away in one
        (10, 3, 11, 5): None,
        (3, 2, 9, 6): (0, 0, 6, 4),
    }
    boxes = np.array(list(becomes), dtype=float)
    expected = np.array([box for box in becomes.values() if box], dtype=float)
    check.call(boxes_left, image, boxes, window, size).gives(expected)
    single = boxes.astype(np.float32)
    check.call(boxes_left, image, single, window, size).gives(expected)

    # the same twice as wide and three times as high
    expected = expected * [2, 3, 2, 3]
    check.call(boxes_left, image, boxes, window, (12, 12)).gives(expected)

    empty = np.zeros((0, 4))
    check.call(boxes_left, image, boxes[6:14], window, size).gives(empty)
    check.call(boxes_left, image, empty, window, size).gives(empty)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "crop_sizes", "points": 1}
# Hidden test, 1 point: enlarged and reduced by factors that are not whole; 1 x 1
### BEGIN HIDDEN TESTS
@check.test
def crop_sizes():
    rng = np.random.default_rng(82)
    image = rng.random((9, 11, 3))
    box = np.array([[0.0, 0.0, 11.0, 9.0]])

    rows = [1, 1, 1, 2, 2]  # 2 rows to 5, as in the text, from row 1 on
    columns = [3, 4, 5, 7, 8]  # 7 columns to 5: 0, 1.4, 2.8, 4.2, 5.6
    expected = (image[np.ix_(rows, columns)], np.array([[0.0, 0.0, 5.0, 5.0]]))
    check.call(crop_with_boxes, image, box, (3, 1, 10, 3), (5, 5)).gives(expected)

    rows = [0, 3, 6]  # 9 rows to 3
    columns = [0, 0, 1, 2, 2, 3, 4, 4, 5, 6, 6, 7, 8, 8, 9, 10]  # 11 to 16: 0.6875 j
    boxes = np.array([[2.0, 3.0, 5.5, 4.5], [0.0, 0.0, 1.0, 1.0]])
    moved = [[32 / 11, 1, 8, 1.5], [0, 0, 16 / 11, 1 / 3]]
    expected = (image[np.ix_(rows, columns)], np.array(moved))
    check.call(crop_with_boxes, image, boxes, (0, 0, 11, 9), (3, 16)).gives(expected)

    expected = (image[4:5, 6:7], np.array([[0.0, 0.0, 1.0, 1.0]]))
    check.call(crop_with_boxes, image, box, (6, 4, 11, 8), (1, 1)).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 3. Turn, stretch, shift
#
# All of these, and shears too, are one thing: a matrix with 2 rows and 3 columns that
# sends every point of the image to a new place,
#
# $$\begin{pmatrix} x' \\ y' \end{pmatrix} = \begin{pmatrix} a & b \\ c & d
# \end{pmatrix} \begin{pmatrix} x \\ y \end{pmatrix} + \begin{pmatrix} s \\ t
# \end{pmatrix} \qquad \text{matrix} = \begin{pmatrix} a & b & s \\ c & d & t
# \end{pmatrix}$$
#
# A turn by the angle $\theta$ has $a = d = \cos\theta$, $b = \sin\theta$ and
# $c = -\sin\theta$. It looks counter-clockwise, as $y$ points down. The shift $(s, t)$
# decides which point stays where it is.
#
# **The image: go back.** Take $(x', y') = (2x, 2y)$, which enlarges by 2. Send every
# old pixel to its new place, and every second column and row of the new image gets
# nothing: there are holes. So go the other way. Ask of **every new pixel** where it
# comes from, and read there:
#
# 1. The centre of the new pixel in row $i$ and column $j$ is
#    $(x', y') = (j + \tfrac12, i + \tfrac12)$.
# 2. Undo the map: subtract $(s, t)$, then multiply by the inverse of the 2 x 2 part.
#    That gives a point $(x, y)$ of the old image. (Points that are the *rows* of an
#    array take the transpose: `points @ M.T` does to each what `M @ point` does to one.)
# 3. It lies in the old pixel in row $\lfloor y \rfloor$ and column $\lfloor x \rfloor$.
#    If there is none, because the point is outside, the new pixel is black: 0 in all
#    channels.
#
# Enlarged by 2, the new column 3 has its centre at $x' = 3.5$. It comes from
# $x = 1.75$, which is in the old column 1. The new column 2 comes from 1.25: column 1
# too. No holes. (Mind $\lfloor -0.5 \rfloor = -1$: outside. `int(-0.5)` is 0, and row
# $-1$ is Python's *last* row.)
#
# **The boxes: go forward.** A corner goes where the matrix sends it. But a turned box
# stands askew, and a box has to be upright. So send all **four** corners, and take the
# smallest upright box around them: from their smallest $x$ and $y$ to their largest.
# After the quarter turn $(x', y') = (y, 4 - x)$ the corners of the box `0, 0, 3, 1`
# are $(0, 4)$, $(0, 1)$, $(1, 4)$, $(1, 1)$: the box is `0, 1, 1, 4`. A turned box is
# often larger than its object; compare the red boxes at the top. Boxes may stand out of
# the image here; a crop can cut them afterwards.


# %% nbgrader={"grade_id": "affine_with_boxes", "solution": true}
def affine_with_boxes(
    image: Float[np.ndarray, "H W C"],
    boxes: Float[np.ndarray, "N 4"],
    matrix: Float[np.ndarray, "2 3"],
) -> tuple[Float[np.ndarray, "H W C"], Float[np.ndarray, "N 4"]]:
    """An image after an affine map of its points, with its boxes.

    Parameters
    ----------
    image : H rows, W columns, C channels
    boxes : x1, y1, x2, y2 of N objects, with x1 < x2 and y1 < y2; N may be 0
    matrix : the point (x, y) goes to matrix[:, :2] @ (x, y) + matrix[:, 2]; the 2 x 2
        part has an inverse

    Returns
    -------
    image : of the same shape. The pixel (i, j) is the given pixel (floor(y), floor(x)),
        where (x, y) is the point that goes to (j + 0.5, i + 0.5); it is 0 where there
        is no such pixel. No (x, y) that is asked for lies on an edge of a pixel.
    boxes : in the given order, the smallest upright boxes around the four corners'
        new places, not clipped; of shape (N, 4), also for N = 0

    No argument is changed. Source: Simard et al. 2003, section 2.
    Built by hand: not using torch, scipy, skimage, PIL, check.
    """
    ### BEGIN SOLUTION
    height, width = image.shape[:2]
    linear, shift = matrix[:, :2], matrix[:, 2]
    centres = np.stack(np.meshgrid(np.arange(width), np.arange(height)), axis=-1) + 0.5
    old = np.floor((centres - shift) @ np.linalg.inv(linear).T).astype(int)
    inside = ((old >= 0) & (old < [width, height])).all(axis=-1)
    columns, rows = old[inside].T
    result = np.zeros_like(image)
    result[inside] = image[rows, columns]
    x1, y1, x2, y2 = boxes.T
    corners = np.array([[x1, y1], [x1, y2], [x2, y1], [x2, y2]])
    moved = linear @ corners + shift[:, None]
    return result, np.concatenate([moved.min(axis=0), moved.max(axis=0)]).T
    ### END SOLUTION


# %% [markdown]
# The first picture shows the photograph turned by 12 degrees, with black corners and
# with boxes that have grown; the second, three digits, each turned, zoomed and shifted
# in seven ways.


# %% nbgrader={"grade_id": "see_affine_with_boxes", "show": true}
def turned_by_you():
    matrix = turned_by(12, 0.9, 214, 320)
    return affine_with_boxes(photograph(), boxes_of_photograph(), matrix)


def digit_by_you(image, matrix):
    return affine_with_boxes(image, np.zeros((0, 4)), matrix)[0]


check.beside(target=turned_target, yours=turned_by_you, draw=draw_photograph)
check.beside(
    target=lambda: grid_of_digits(changed_by_scipy),
    yours=lambda: grid_of_digits(digit_by_you),
    draw=draw_grid,
)


# %% nbgrader={"grade_id": "affine_by_hand", "points": 1}
# Visible test, 1 point: mirrored, stretched and sheared, x' = 4 - 2x + y/2, y' = y + 2
@check.test
def affine_by_hand():
    @check.student_side
    def result_of_affine(image, boxes, matrix):
        given, given_boxes = image.copy(), boxes.copy()
        image, boxes = affine_with_boxes(given, given_boxes, matrix)
        after = {
            "image given, afterwards": given,
            "boxes given, afterwards": given_boxes,
        }
        return {"image": image, "boxes": boxes} | after

    check.by_hand(affine_with_boxes, not_using="torch scipy skimage PIL check")
    image = np.array(
        [
            [0.05, 0.1, 0.15],
            [0.2, 0.25, 0.3],
            [0.35, 0.4, 0.45],
            [0.5, 0.55, 0.6],
        ]
    )[:, :, None]
    boxes = np.array([[0.0, 0.0, 2.0, 1.0], [1.0, 1.5, 2.5, 3.0]])
    matrix = np.array([[-2.0, 0.5, 4.0], [0.0, 1.0, 2.0]])
    # the rows come from y = -1.5, -0.5, 0.5, 1.5; the third from x = 1.875, 1.375,
    # 0.875, the fourth from x = 2.125, 1.625, 1.125
    # the corners of the first box go to x' = 4, 4.5, 0, 0.5 and y' = 2, 3, 2, 3
    expected = {
        "image": np.array(
            [
                [0.0, 0.0, 0.0],
                [0.0, 0.0, 0.0],
                [0.1, 0.1, 0.05],
                [0.3, 0.25, 0.25],
            ]
        )[:, :, None],
        "boxes": [[0.0, 2.0, 4.5, 3.0], [-0.25, 3.5, 3.5, 5.0]],
        "image given, afterwards": image,
        "boxes given, afterwards": boxes,
    }
    check.call(result_of_affine, image, boxes, matrix).gives(expected)


# %% nbgrader={"grade_id": "affine_images", "points": 1}
# Hidden test, 1 point: images of 1 and 3 channels, turned, sheared and stretched
### BEGIN HIDDEN TESTS
@check.test
def affine_images():
    @check.student_side
    def image_after(image, boxes, matrix):
        return affine_with_boxes(image, boxes, matrix)[0]

    rng = np.random.default_rng(83)
    box = np.array([[1.0, 2.0, 3.0, 4.0]])

    def by_scipy(image, matrix):  # in rows and columns, from centre to centre
        back = np.linalg.inv(np.vstack([matrix, [0, 0, 1]]))[[1, 0]][:, [1, 0, 2]]
        start = back @ [0.5, 0.5, 1] - 0.5
        words = {"order": 0, "mode": "grid-constant"}
        layers = np.moveaxis(image, -1, 0)
        made = [ndimage.affine_transform(c, back[:, :2], start, **words)
                for c in layers]  # fmt: skip
        return np.stack(made, axis=-1)

    turn = np.array([[0.8, 0.6, -1.3], [-0.6, 0.8, 2.9]])
    shear = np.array([[1.0, 0.7, -1.45], [0.0, 1.0, 0.0]])
    mixed = np.array([[1.3, -0.4, 0.77], [0.55, 1.7, -2.31]])
    for shape, matrix in (((6, 9, 3), turn), ((7, 4, 1), shear), ((5, 8, 3), mixed)):
        image = rng.random(shape)
        expected = by_scipy(image, matrix)
        check.call(image_after, image, box, matrix).gives(expected)
        check.call(image_after, image.astype(np.float32), box, matrix).gives(expected)

    square = rng.random((5, 5, 3))
    quarter = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, 5.0]])  # counter-clockwise
    check.call(image_after, square, box, quarter).gives(np.rot90(square))
    half = np.array([[-1.0, 0.0, 5.0], [0.0, -1.0, 5.0]])
    check.call(image_after, square, box, half).gives(np.rot90(square, 2))


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "affine_boxes", "points": 1}
# Hidden test, 1 point: boxes turned by several angles, sheared, and mirrored
### BEGIN HIDDEN TESTS
@check.test
def affine_boxes():
    @check.student_side
    def boxes_after(image, boxes, matrix):
        return affine_with_boxes(image, boxes, matrix)[1]

    def by_extent(boxes, matrix):  # the centre moves; half the size by |a|, |b|, ...
        centres, halves = boxes[:, :2] + boxes[:, 2:], boxes[:, 2:] - boxes[:, :2]
        centres = centres / 2 @ matrix[:, :2].T + matrix[:, 2]
        halves = halves / 2 @ abs(matrix[:, :2]).T
        return np.concatenate([centres - halves, centres + halves], axis=1)

    image = np.ones((6, 8, 1))
    boxes = np.array([[1, 2, 4, 3], [0, 0, 8, 6], [5, 1, 6.5, 5.5], [3, 4, 4, 5]])
    for degrees in (25, 100, 205, -70):
        cos, sin = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
        matrix = np.array([[cos, sin, 0.37], [-sin, cos, -1.91]])
        expected = by_extent(boxes, matrix)
        check.call(boxes_after, image, boxes, matrix).gives(expected)
    for matrix in ([[-1.5, 0.3, 7.2], [0, 2, 1]], [[1, 0, -9.3], [-0.8, -1, 4.6]]):
        matrix = np.array(matrix)
        expected = by_extent(boxes, matrix)
        check.call(boxes_after, image, boxes, matrix).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "affine_edges", "points": 1}
# Hidden test, 1 point: moved out on each side, also wholly; no boxes
### BEGIN HIDDEN TESTS
@check.test
def affine_edges():
    rng = np.random.default_rng(84)
    image = rng.random((4, 6, 2))
    none = np.zeros((0, 4))
    for right, down in ((2, 0), (-2, 0), (0, 1), (0, -1), (-5, 3), (3, -9), (6, 4)):
        matrix = np.array([[1.0, 0.0, right], [0.0, 1.0, down]])
        there = np.pad(image, ((9, 9), (9, 9), (0, 0)))
        moved = there[9 - down : 13 - down, 9 - right : 15 - right]
        check.call(affine_with_boxes, image, none, matrix).gives((moved, none))
    small = np.array([[0.5, 0.0, 1.3], [0.0, 0.5, 0.8]])  # row y' = y / 2 + 0.8
    smaller = np.zeros((4, 6, 2))  # rows 1.4 and 3.4; columns 0.4, 2.4, 4.4
    smaller[1:3, 1:4] = image[[1, 3]][:, [0, 2, 4]]
    check.call(affine_with_boxes, image, none, small).gives((smaller, none))


### END HIDDEN TESTS

# %% [markdown]
# Is it worth the trouble? Below, a classifier learns from 10 digits of each class.
# It is then tried on digits that it has not seen: *tidy* ones, upright and in the
# middle as all of this data set are, and *shaky* ones, turned by up to 15 degrees and
# moved by up to 1.5 pixels.
#
# - On tidy digits augmentation changes little: no digit there is turned.
# - On shaky digits it more than doubles the accuracy, without one new digit.
# - **Mirrored** digits do harm. The mirror image of a 3 is no digit at all, and calling
#   it a 3 is a wrong label. Which changes leave the label as it is depends on the data:
#   a tower may be mirrored but not turned upside down, a cell under a microscope both.


# %% nbgrader={"grade_id": "see_accuracy", "show": true}
# Takes about 3 s
def accuracy(change):
    """Of a classifier on tidy and on shaky digits, for three ways to train it."""
    digits = datasets.load_digits()
    images = np.pad(digits.images / 16, ((0, 0), (2, 2), (2, 2)))[..., None]
    scores = np.zeros((3, 2))
    for seed in range(2):
        rng = np.random.default_rng(seed)

        def shaken(some, rng=rng):
            angles, zooms = (
                rng.uniform(-15, 15, len(some)),
                rng.uniform(0.9, 1.1, len(some)),
            )
            draws = zip(some, angles, zooms, strict=True)
            return [change(one, turned_by(a, z, 12, 12, rng.uniform(-1.5, 1.5, 2)))
                    for one, a, z in draws]  # fmt: skip

        order = rng.permutation(len(images))
        label = digits.target[order]
        train = np.concatenate([order[label == c][:10] for c in range(10)])
        apart = np.setdiff1d(order, train)[:250]
        tidy, shaky = images[apart], shaken(images[apart])
        more = [
            [],
            [shaken(images[train]) for _ in range(8)],
            [images[train][:, :, ::-1]],
        ]
        for row, copies in enumerate(more):
            x = np.concatenate([images[train], *copies]).reshape(-1, 144)
            model = svm.SVC(C=10).fit(x, np.tile(digits.target[train], 1 + len(copies)))
            for column, new in enumerate((tidy, shaky)):
                rows = np.reshape(new, (-1, 144))
                scores[row, column] += model.score(rows, digits.target[apart]) / 2
    return scores


def draw_accuracy(axes, scores):
    names = ["as they are", "and turned, moved", "and mirrored"]
    for i, (name, score) in enumerate(zip(names, scores, strict=True)):
        bars = axes.bar(np.arange(2) + 0.28 * i, score, 0.26, label=name)
        axes.bar_label(bars, [f"{s:.2f}" for s in score], fontsize=8)
    axes.set_xticks([0.28, 1.28], ["tidy digits", "shaky digits"])
    axes.set_ylim(0, 1.5)
    axes.set_xlabel("what it is tried on")
    axes.set_ylabel("accuracy on new digits")
    axes.legend(title="training digits", fontsize=7, title_fontsize=7, ncols=3)
    axes.figure.set_size_inches(10, 3)


check.beside(
    target=lambda: accuracy(changed_by_scipy),
    yours=lambda: accuracy(digit_by_you),
    draw=draw_accuracy,
)

# %% [markdown]
# ## 4. Colours
#
# The same scene looks different at noon and in the evening. Three changes follow one
# rule: mix the image with something that lacks a property,
#
# $$\text{new} = f \cdot \text{image} + (1 - f) \cdot \text{reference}$$
#
# | change | reference | $f = 0$ gives |
# |---|---|---|
# | brightness | 0 (black) | a black image |
# | contrast | the mean of the whole image, one number | an even gray |
# | saturation | each pixel's own mean over its channels | the image in grays |
#
# $f = 1$ changes nothing, and $f > 1$ goes the other way: brighter, harsher, more
# colourful. Do all three, one after the other; the mean for the contrast is that of the
# image after the change of brightness. Then values may be below 0 or above 1, where
# there is no colour: **clip** them to 0 and 1, once, at the end.
#
# Two pixels, $(0.2, 0.4, 0.6)$ and $(0.6, 0.8, 1)$, have the mean 0.6. Contrast 2 makes
# them $(-0.2, 0.2, 0.6)$ and $(0.6, 1, 1.4)$; clipped, they are $(0, 0.2, 0.6)$ and
# $(0.6, 1, 1)$. Saturation 0.5 instead pulls the first pixel halfway to 0.4,
# $(0.3, 0.4, 0.5)$, and the second halfway to 0.8, $(0.7, 0.8, 0.9)$.
#
# Boxes stay where they are this time.


# %% nbgrader={"grade_id": "color_jitter", "solution": true}
def color_jitter(
    image: Float[np.ndarray, "H W C"],
    brightness: float = 1.0,
    contrast: float = 1.0,
    saturation: float = 1.0,
) -> Float[np.ndarray, "H W C"]:
    """An image in other colours.

    Parameters
    ----------
    image : H rows, W columns, C channels (1, 3 or any other number), from 0 to 1
    brightness, contrast, saturation : the factors f, 0 or more; 1 changes nothing

    Returns
    -------
    image : after f * image + (1 - f) * reference for each of the factors, in this
        order, and then clipped to 0 and 1. The references: 0; the mean of all values,
        after the change of brightness; the mean of each pixel over its channels.

    No argument is changed. Source: Howard 2013, section 2.2.
    Built by hand: not using torch, scipy, skimage, PIL, check.
    """
    ### BEGIN SOLUTION
    image = brightness * image
    image = contrast * image + (1 - contrast) * image.mean()
    grays = image.mean(axis=-1, keepdims=True)
    return np.clip(saturation * image + (1 - saturation) * grays, 0, 1)
    ### END SOLUTION


# %% [markdown]
# The picture shows one of the three in each column: above with the factor 0.5 (darker,
# flatter, grayer), below with 1.8 (brighter, harsher, more colourful).


# %% nbgrader={"grade_id": "see_color_jitter", "show": true}
def six_jitters():
    names = ("brightness", "contrast", "saturation")
    return [{name: f} for f in (0.5, 1.8) for name in names]


def colours_target():
    """By matrices that act on (red, green, blue, 1)."""
    image, made = photograph(), []
    for factors in six_jitters():
        ((name, f),) = factors.items()
        mixed = {"saturation": np.ones((3, 3)) / 3}.get(name, np.zeros((3, 3)))
        slope = f * np.eye(3) + (1 - f) * mixed
        add = (1 - f) * image.mean() if name == "contrast" else 0.0
        made.append((image @ slope + add).clip(0, 1))
    return made


def draw_six(axes, images):
    small = [np.asarray(image)[::2, ::2] for image in images]
    rows = [np.concatenate(small[:3], axis=1), np.concatenate(small[3:], axis=1)]
    whole = np.concatenate(rows)
    outside = np.mean((whole < 0) | (whole > 1))
    axes.imshow(np.clip(whole, 0, 1))
    if outside:
        note = f"{outside:.0%} of the values are below 0 or above 1"
        axes.set_title(f"{axes.get_title()}: {note}", fontsize=10)
    axes.set_xticks([80, 240, 400], ["brightness", "contrast", "saturation"])
    axes.set_yticks([53, 160], ["0.5", "1.8"])
    axes.set_xlabel("what is changed")
    axes.set_ylabel("factor f")
    axes.figure.set_size_inches(11, 3.2)


check.beside(
    target=colours_target,
    yours=lambda: [color_jitter(photograph(), **f) for f in six_jitters()],
    draw=draw_six,
)


# %% nbgrader={"grade_id": "color_jitter_by_hand", "points": 1}
# Visible test, 1 point: the two pixels of the example, by one factor and by all three
@check.test
def color_jitter_by_hand():
    @check.student_side
    def result_of_jitter(image, brightness, contrast, saturation):
        given = image.copy()
        image = color_jitter(given, brightness, contrast, saturation)
        return {"image": image, "image given, afterwards": given}

    def is_right(factors, first, second):
        expected = {"image": [[first, second]], "image given, afterwards": image}
        check.call(result_of_jitter, image, *factors).gives(expected)

    check.by_hand(color_jitter, not_using="torch scipy skimage PIL check")
    image = np.array([[[0.2, 0.4, 0.6], [0.6, 0.8, 1.0]]])
    is_right((0.5, 1.0, 1.0), [0.1, 0.2, 0.3], [0.3, 0.4, 0.5])
    is_right((1.0, 0.5, 1.0), [0.4, 0.5, 0.6], [0.6, 0.7, 0.8])
    is_right((1.0, 1.0, 0.5), [0.3, 0.4, 0.5], [0.7, 0.8, 0.9])
    is_right((1.0, 2.0, 1.0), [0.0, 0.2, 0.6], [0.6, 1.0, 1.0])

    # brightness gives 0.3, 0.6, 0.9 and 0.9, 1.2, 1.5, of mean 0.9; contrast then 0.6,
    # 0.75, 0.9 and 0.9, 1.05, 1.2; their grays are 0.75 and 1.05
    is_right((1.5, 0.5, 2.0), [0.45, 0.75, 1.0], [0.75, 1.0, 1.0])


# %% nbgrader={"grade_id": "color_jitter_values", "points": 1}
# Hidden test, 1 point: many pixels, factors from 0 up, 1 to 4 channels; float32
### BEGIN HIDDEN TESTS
@check.test
def color_jitter_values():
    def one_by_one(image, b, c, s):
        values = [float(v) for v in image.ravel()]
        mean = b * sum(values) / len(values)
        expected = np.empty(image.shape)
        for i, j, k in np.ndindex(image.shape):
            pixel = [float(v) for v in image[i, j]]
            colour = s * pixel[k] + (1 - s) * sum(pixel) / len(pixel)
            expected[i, j, k] = min(max(c * b * colour + (1 - c) * mean, 0.0), 1.0)
        return expected

    rng = np.random.default_rng(85)
    factors = [(0.7, 1.4, 0.6), (1.3, 0.0, 1.0), (0.9, 2.5, 0.0), (1.8, 0.8, 3.0)]
    shapes = [(3, 5, 3), (4, 2, 1), (2, 3, 4)]
    for shape in shapes:
        for triple in factors:
            image = rng.random(shape)
            expected = one_by_one(image, *triple)
            check.call(color_jitter, image, *triple).gives(expected)
    single = image.astype(np.float32)
    expected = one_by_one(single, 1.0, 1.5, 1.0)
    check.call(color_jitter, single, contrast=1.5).gives(expected)
    check.call(color_jitter, image).gives(image)


### END HIDDEN TESTS

# %% [markdown]
# ## 5. Two images in one
#
# The next two changes take two images and change the **label** with them. For that, a
# label has to be a row of shares, one for each of the $K$ classes: a tower is
# $(1, 0, 0)$. Mixed with a flower, $(0, 0, 1)$, it can be $(0.75, 0, 0.25)$. The
# network learns to say "three quarters tower", and grows less sure of itself between
# the classes.
#
# **Mixup** lays one image over the other, as in a double exposure:
#
# $$x = \lambda \, x_a + (1 - \lambda) \, x_b \qquad
# y = \lambda \, y_a + (1 - \lambda) \, y_b$$
#
# **CutMix** replaces a rectangle of $x_a$ by the same rectangle of $x_b$. Around a
# `centre` $(c_x, c_y)$ it reaches
# $r_y = \lfloor H \sqrt{1 - \lambda} \, / \, 2 \rfloor$ rows up and down, and
# $r_x = \lfloor W \sqrt{1 - \lambda} \, / \, 2 \rfloor$ columns to either side: the rows
# from $c_y - r_y$ up to, but without, $c_y + r_y$, and the columns from $c_x - r_x$ up
# to, but without, $c_x + r_x$. Those outside the image are left out. Were nothing
# rounded or left out, the rectangle would be the share $1 - \lambda$ of the image. As it
# is, its share is mostly smaller; so the labels are mixed by the **area that was really
# replaced**.
#
# With $H = 4$, $W = 5$ and $\lambda = 0.75$: $\sqrt{0.25} = 0.5$, so $r_y = 1$ and
# $r_x = \lfloor 1.25 \rfloor = 1$. Around the centre $(0, 2)$ these are the rows 1
# and 2, and the columns $-1$ and 0, of which only 0 exists. Two of 20 pixels are
# replaced, so the label is $0.9 \, y_a + 0.1 \, y_b$.
#
# Both work on a whole batch: `partner[n]` says which example of the batch is mixed into
# example $n$. All examples have the same $\lambda$, and the same rectangle. (In
# training, $\lambda$ comes from a Beta distribution, the partners are a permutation.)


# %% nbgrader={"grade_id": "mixing", "solution": true}
def mixup(
    images: Float[np.ndarray, "N H W C"],
    labels: Float[np.ndarray, "N K"],
    partner: Int[np.ndarray, "N"],
    lam: float,
) -> tuple[Float[np.ndarray, "N H W C"], Float[np.ndarray, "N K"]]:
    """Every image laid over its partner, and the labels mixed alike.

    Parameters
    ----------
    images, labels : a batch; a label holds the shares of K classes
    partner : for each example the index of the one that is mixed into it; several may
        have the same, and one may have itself
    lam : the share of the example itself, from 0 to 1

    Returns
    -------
    images, labels : lam times the example plus 1 - lam times the partner

    No argument is changed. Source: Zhang et al. 2018.
    Built by hand: not using torch, scipy, skimage, PIL, check.
    """
    ### BEGIN SOLUTION
    images = lam * images + (1 - lam) * images[partner]
    return images, lam * labels + (1 - lam) * labels[partner]
    ### END SOLUTION


def cutmix(
    images: Float[np.ndarray, "N H W C"],
    labels: Float[np.ndarray, "N K"],
    partner: Int[np.ndarray, "N"],
    lam: float,
    centre: tuple[int, int],
) -> tuple[Float[np.ndarray, "N H W C"], Float[np.ndarray, "N K"]]:
    """Every image with a rectangle of its partner, and the labels mixed by area.

    Parameters
    ----------
    images, labels, partner : as for `mixup`
    lam : from 0 to 1. The rectangle reaches floor(H * sqrt(1 - lam) / 2) rows up and
        down from the centre and floor(W * sqrt(1 - lam) / 2) columns to its left and
        right. You need not care about rounding errors here.
    centre : column x, row y, whole numbers with 0 <= x < W and 0 <= y < H. The rows of
        the rectangle are those from y - reach up to, but without, y + reach, the
        columns likewise, as far as they are in the image; it may be empty.

    Returns
    -------
    images : pixels inside the rectangle are the partner's, the others the example's
    labels : share times the example's plus 1 - share times the partner's, where share
        is the share of pixels that are the example's

    No argument is changed. Source: Yun et al. 2019.
    Built by hand: not using torch, scipy, skimage, PIL, check.
    """
    ### BEGIN SOLUTION
    height, width = images.shape[1:3]
    (x, y), root = centre, np.sqrt(1 - lam)
    up, aside = int(height * root / 2), int(width * root / 2)
    top, bottom = max(y - up, 0), min(y + up, height)
    left, right = max(x - aside, 0), min(x + aside, width)
    mixed = images.copy()
    mixed[:, top:bottom, left:right] = images[partner, top:bottom, left:right]
    share = 1 - (bottom - top) * (right - left) / (height * width)
    return mixed, share * labels + (1 - share) * labels[partner]
    ### END SOLUTION


# %% [markdown]
# The picture shows the tower mixed with a flower. Mixup shows both everywhere, the
# flower faintly; CutMix puts a rectangle of the flower into the tower. The labels are
# below.


# %% nbgrader={"grade_id": "see_mixing", "show": true}
def tower_and_flower():
    return np.stack([photograph(), photograph("flower.jpg")]), np.eye(2)


def mixtures_target():
    tower, flower = tower_and_flower()[0]
    cut = tower.copy()
    cut[45:145, 75:225] = flower[45:145, 75:225]
    blend = np.average([tower, flower], axis=0, weights=[0.6, 0.4])
    return [(blend, [0.6, 0.4]), (cut, [0.781, 0.219])]


def mixtures_by_you():
    images, labels = tower_and_flower()
    partner = np.array([1, 0])
    made = [
        mixup(images, labels, partner, 0.6),
        cutmix(images, labels, partner, 0.78, (150, 95)),
    ]
    return [(x[0], y[0]) for x, y in made]


def draw_mixtures(axes, mixtures):
    axes.imshow(np.concatenate([np.clip(x, 0, 1) for x, _ in mixtures], axis=1))
    pairs = zip(("mixup", "CutMix"), mixtures, strict=True)
    for i, (name, (_, y)) in enumerate(pairs):  # ticks would be shared by both panels
        label = f"{name}:\n{y[0]:.3g} tower, {y[1]:.3g} flower"
        place = {"ha": "center", "va": "top", "transform": axes.transAxes}
        axes.text(0.25 + 0.5 * i, -0.05, label, **place)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_xlabel("label", labelpad=34)
    axes.set_ylabel("image")
    axes.figure.set_size_inches(12, 3)
    axes.figure.subplots_adjust(bottom=0.2)


check.beside(target=mixtures_target, yours=mixtures_by_you, draw=draw_mixtures)


# %% nbgrader={"grade_id": "mixing_by_hand", "points": 1}
# Visible test, 1 point: a black and a white image of 4 x 5; CutMix as in the example
@check.test
def mixing_by_hand():
    @check.student_side
    def result_of(name, images, labels, *rest):
        mix = {"mixup": mixup, "cutmix": cutmix}[name]
        given, given_labels = images.copy(), labels.copy()
        images, labels = mix(given, given_labels, *rest)
        images = np.asarray(images)[:, :, :, 0]
        result = {"black": images[0], "white": images[1], "labels": labels}
        after = {"images given, afterwards": given[:, :, :, 0]}
        return result | after | {"labels given, afterwards": given_labels}

    check.by_hand(mixup, not_using="torch scipy skimage PIL check")
    check.by_hand(cutmix, not_using="torch scipy skimage PIL check")
    images = np.stack([np.zeros((4, 5, 1)), np.ones((4, 5, 1))])
    labels = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    partner = np.array([1, 0])
    expected = {
        "black": np.full((4, 5), 0.25),
        "white": np.full((4, 5), 0.75),
        "labels": [[0.75, 0.0, 0.25], [0.25, 0.0, 0.75]],
    }
    expected |= {
        "images given, afterwards": images[:, :, :, 0],
        "labels given, afterwards": labels,
    }
    check.call(result_of, "mixup", images, labels, partner, 0.75).gives(expected)

    black = np.zeros((4, 5))
    black[1:3, 0] = 1.0  # two pixels of the white image
    expected = {
        "black": black,
        "white": 1.0 - black,
        "labels": [[0.9, 0.0, 0.1], [0.1, 0.0, 0.9]],
    }
    expected |= {
        "images given, afterwards": images[:, :, :, 0],
        "labels given, afterwards": labels,
    }
    check.call(result_of, "cutmix", images, labels, partner, 0.75, (0, 2)).gives(
        expected
    )


# %% nbgrader={"grade_id": "mixup_many", "points": 1}
# Hidden test, 1 point: mixup of four examples, any partners, lam from 0 to 1; float32
### BEGIN HIDDEN TESTS
@check.test
def mixup_many():
    rng = np.random.default_rng(86)
    images = rng.random((4, 2, 3, 2))
    labels = np.eye(5)[[2, 0, 4, 4]]
    labels[1] = [0.1, 0.2, 0.3, 0.25, 0.15]
    for order in ([2, 3, 1, 0], [1, 1, 2, 0]):
        for lam in (0.3, 0.85, 1.0, 0.0):
            rows = [[lam, 1 - lam]] * 4
            pairs = [(images[n], images[m]) for n, m in enumerate(order)]
            twos = [(labels[n], labels[m]) for n, m in enumerate(order)]
            mixed = [np.tensordot(r, p, 1) for r, p in zip(rows, pairs, strict=True)]
            shares = [np.tensordot(r, t, 1) for r, t in zip(rows, twos, strict=True)]
            expected = (np.stack(mixed), np.stack(shares))
            partner = np.array(order)
            check.call(mixup, images, labels, partner, lam).gives(expected)
    single = images.astype(np.float32), labels.astype(np.float32)
    check.call(mixup, *single, partner, lam).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "cutmix_many", "points": 1}
# Hidden test, 1 point: CutMix with rectangles inside, at every edge, empty and whole
### BEGIN HIDDEN TESTS
@check.test
def cutmix_many():
    rng = np.random.default_rng(87)
    images = rng.random((3, 7, 10, 2))
    labels = np.array([[1.0, 0, 0, 0], [0, 0, 0, 1], [0.2, 0.3, 0.4, 0.1]])
    partner = np.array([2, 0, 2])
    asked = {
        (0.6, (5, 3)): (range(1, 5), range(2, 8)),  # 2.2 rows, 3.2 columns
        (0.6, (1, 6)): (range(4, 7), range(0, 4)),
        (0.6, (9, 0)): (range(0, 2), range(6, 10)),
        (0.2, (8, 5)): (range(2, 7), range(4, 10)),  # 3.1 and 4.5
        (0.2, (0, 1)): (range(0, 4), range(0, 4)),
        (0.95, (5, 3)): ([], [4, 5]),  # 0.8 and 1.1
        (1.0, (2, 2)): ([], []),
        (0.0, (5, 3)): (range(0, 6), range(0, 10)),  # 3.5 and 5
    }
    for (lam, centre), (rows, columns) in asked.items():
        inside = np.zeros((7, 10), dtype=bool)
        inside[np.ix_(rows, columns)] = True
        mixed = np.where(inside[:, :, None], images[partner], images)
        theirs = inside.mean()
        shares = labels + theirs * (labels[partner] - labels)
        expected = (mixed, shares)
        check.call(cutmix, images, labels, partner, lam, centre).gives(expected)
    single = images.astype(np.float32), labels.astype(np.float32)
    check.call(cutmix, *single, partner, lam, centre).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 6. Words
#
# A text has no angle: **it is not turned**, nor mirrored. What corresponds to a turn is
# to say the same in other words. The strongest way is *back-translation*: into another
# language by a translation model, and back again. It needs two models. Here are two
# ways that need none.
#
# **Token dropout.** Leave each token (here a word) out with probability $p$, decided
# for each by a draw of its own. But a text also has *special* tokens, such as `<s>` and
# `</s>` for its start and end, which the network relies on: these always stay.
#
# **Synonyms.** Replace each token that has synonyms, with probability $p$, by one of
# them, all equally likely. A token without synonyms stays.
#
# For $p = 0.5$, `<s> a good film </s>` becomes `<s> a film </s>` in one of eight cases,
# and with synonyms for `good` in half of all cases `<s> a fine film </s>` or
# `<s> a great film </s>`.
#
# Both functions get a tuple of tokens, which nothing can lengthen or shorten: make a
# new list. And do check what your change does to the label: a review without the word
# *not* says the opposite.


# %% nbgrader={"grade_id": "words", "solution": true}
def token_dropout(
    tokens: tuple[str, ...],
    p: float,
    rng: np.random.Generator,
    specials: tuple[str, ...] = ("<s>", "</s>"),
) -> list[str]:
    """The tokens, in their order, without those that chance leaves out.

    Parameters
    ----------
    tokens : the words of a text, a tuple; a word may come several times
    p : the probability to leave a token out, from 0 (none) to 1 (all but the specials)
    rng : draw from this and from nothing else
    specials : tokens that always stay, wherever they stand

    Returns
    -------
    list of the tokens that are left; it may be empty

    No argument is changed, but for the state of `rng`. Source: Wei and Zou 2019.
    Built by hand: not using torch, scipy, skimage, PIL, check.
    """
    ### BEGIN SOLUTION
    return [t for t in tokens if t in specials or rng.random() >= p]
    ### END SOLUTION


def synonym_replace(
    tokens: tuple[str, ...],
    synonyms: dict[str, list[str]],
    p: float,
    rng: np.random.Generator,
) -> list[str]:
    """The tokens, some of them replaced by a synonym.

    Parameters
    ----------
    tokens : the words of a text, a tuple; a word may come several times
    synonyms : for some words, a list of one or more others
    p : the probability to replace a token that has synonyms, from 0 to 1; each of
        its synonyms is equally likely
    rng : draw from this and from nothing else

    Returns
    -------
    list of as many tokens as were given; numpy's strings are fine too

    No argument is changed, but for the state of `rng`. Source: Wei and Zou 2019.
    Built by hand: not using torch, scipy, skimage, PIL, check.
    """
    ### BEGIN SOLUTION
    result = list(tokens)
    for i, token in enumerate(tokens):
        if token in synonyms and rng.random() < p:
            result[i] = rng.choice(synonyms[token])
    return result
    ### END SOLUTION


# %% [markdown]
# The picture shows a sentence, three times with words left out, three times with
# synonyms. Chance may choose other words for you than on the left.


# %% nbgrader={"grade_id": "see_words", "show": true}
def words_by_you():
    text = "<s> the old tower stands near a quiet lake </s>"
    tokens = tuple(text.split())
    synonyms = {"old": ["ancient", "aged"], "near": ["by"], "quiet": ["calm", "still"]}
    rng = np.random.default_rng(3)
    left = [token_dropout(tokens, 0.25, rng) for _ in range(3)]
    replaced = [synonym_replace(tokens, synonyms, 0.5, rng) for _ in range(3)]
    return [" ".join(words) for words in [*left, *replaced]]


def words_target():
    return [
        "<s> the old tower near a quiet </s>",
        "<s> the tower stands near quiet lake </s>",
        "<s> old tower stands near a lake </s>",
        "<s> the ancient tower stands near a still lake </s>",
        "<s> the old tower stands by a quiet lake </s>",
        "<s> the aged tower stands by a calm lake </s>",
    ]


def draw_words(axes, texts):
    given = "<s> the old tower stands near a quiet lake </s>"
    heads = {0: "given", 1: "token_dropout, p = 0.25", 4: "synonym_replace, p = 0.5"}
    y = 1.0
    for i, text in enumerate([given, *texts]):
        if i in heads:
            axes.text(0.0, y, heads[i], fontsize=8, color="tab:blue", va="top")
            y -= 0.1
        axes.text(0.04, y, text, fontsize=9, va="top")
        y -= 0.1
    axes.set_title(f"{axes.get_title()}: some of many outcomes", fontsize=10)
    axes.set_axis_off()
    axes.figure.set_size_inches(9, 3)


check.beside(target=words_target, yours=words_by_you, draw=draw_words)


# %% nbgrader={"grade_id": "words_by_hand", "points": 1}
# Visible test, 1 point: p = 0 and p = 1, where nothing is left to chance
@check.test
def words_by_hand():
    @check.student_side
    def text_after_dropout(text, p, rng):
        return " ".join(str(t) for t in token_dropout(tuple(text.split()), p, rng))

    @check.student_side
    def text_of_synonyms(text, synonyms, p, rng):
        tokens = tuple(text.split())
        return " ".join(str(t) for t in synonym_replace(tokens, synonyms, p, rng))

    check.by_hand(token_dropout, not_using="torch scipy skimage PIL check")
    check.by_hand(synonym_replace, not_using="torch scipy skimage PIL check")
    rng = np.random.default_rng(0)
    given = "<s> good old good film </s>"
    for p, text in ((0.0, given), (1.0, "<s> </s>")):
        check.call(text_after_dropout, given, p, rng).gives(text)

    synonyms = {"good": ["fine"], "film": ["movie"], "bad": ["poor"]}
    for p, text in ((0.0, given), (1.0, "<s> fine old fine movie </s>")):
        check.call(text_of_synonyms, given, synonyms, p, rng).gives(text)


# %% nbgrader={"grade_id": "words_chance", "points": 1}
# Hidden test, 1 point: how often a word is left out or replaced, and by which synonym
### BEGIN HIDDEN TESTS
@check.test
def words_chance():
    @check.student_side
    def left_out(tokens, p, rng, specials):
        left = set(token_dropout(tokens, p, rng, specials))
        return [float(token not in left) for token in tokens]

    @check.student_side
    def became(tokens, synonyms, p, rng, numbers):
        texts = map(str, synonym_replace(tokens, synonyms, p, rng))
        return [numbers.get(text, float(len(text))) for text in texts]

    @check.student_side
    def difference(tokens, synonyms, p, rng, same):
        left, again = (token_dropout(tokens, p, r) for r in (rng, same))
        marks = [(t in left) - (t in again) for t in tokens]
        first, second = (synonym_replace(tokens, synonyms, p, r) for r in (rng, same))
        return [*marks, *(float(a != b) for a, b in zip(first, second, strict=True))]

    @check.student_side
    def text_left(tokens, p, rng, specials):
        return " ".join(token_dropout(tokens, p, rng, specials))

    seeded = np.random.default_rng
    words = tuple(f"word{i}" for i in range(600))
    for p, seed in ((0.3, 88), (0.7, 89)):
        answer = check.call(left_out, words, p, seeded(seed), ("<s>",))
        answer.statistics(mean=p, std=np.sqrt(p * (1 - p)))
    specials = ("<pad>", "[CLS]", "[SEP]")
    some = ("[CLS]", "a", "film", "[SEP]", "</s>", "<pad>", "<s>")
    left = "[CLS] [SEP] <pad>"
    check.call(text_left, some, 1.0, seeded(90), specials).gives(left)

    synonyms = {"good": ["fine", "great", "nice"], "film": ["movie"]}
    numbers = {"good": 0.0, "fine": 1.0, "great": 1.0, "nice": 1.0}
    answer = check.call(became, ("good",) * 600, synonyms, 0.4, seeded(91), numbers)
    answer.statistics(mean=0.4, std=np.sqrt(0.24))
    numbers = {"good": 9.0, "fine": -1.0, "great": 0.0, "nice": 1.0}
    answer = check.call(became, ("good",) * 600, synonyms, 1.0, seeded(92), numbers)
    answer.statistics(mean=0.0, std=np.sqrt(2 / 3))

    few = words[:30]
    synonyms = {word: [word.upper(), word.title()] for word in few}
    expected = np.zeros(60)  # the same generator twice
    check.call(difference, few, synonyms, 0.5, seeded(93), seeded(93)).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 7. Noise
#
# A sound is a *wave*: one number per moment, here 8,000 of them a second. Its **power**
# is the mean of its squares. The *signal-to-noise ratio* (SNR) tells how much louder it
# is than some noise, in decibels (dB): a logarithm of the ratio of their powers,
#
# $$\text{SNR} = 10 \log_{10} \frac{P_\text{wave}}{P_\text{noise}} \qquad
# P_\text{noise} = \frac{P_\text{wave}}{10^{\,\text{SNR} / 10}}$$
#
# 20 dB is a power ratio of 100, 0 dB is noise as strong as the wave, and below 0 the
# noise is stronger. Normal noise of mean 0 has its *variance* as its power, so its
# standard deviation is the square root of $P_\text{noise}$.
#
# The wave 1, 7, 1, 7, ... has the power $(1 + 49) / 2 = 25$. At 20 dB the noise has the
# power $25 / 100 = 0.25$ and the standard deviation 0.5. (Amplitudes have a ratio of
# 10: mixing up the two is the classical mistake with decibels.)


# %% nbgrader={"grade_id": "add_noise_snr", "solution": true}
def add_noise_snr(
    wave: Float[np.ndarray, "T"], snr_db: float, rng: np.random.Generator
) -> Float[np.ndarray, "T"]:
    """A wave with normal noise.

    Parameters
    ----------
    wave : T samples, not all 0; they need not have the mean 0
    snr_db : the ratio of the powers of wave and noise in dB, of either sign; power is
        the mean of the squares
    rng : draw from this and from nothing else

    Returns
    -------
    wave plus noise. The noise of each sample is a draw of its own from the normal
    distribution with mean 0 and the variance that the SNR asks for. (It is fine to
    rescale the draws so that the SNR is met exactly.)

    No argument is changed, but for the state of `rng`. Source: Proakis and Manolakis
    2007. Built by hand: not using torch, scipy, skimage, PIL, check.
    """
    ### BEGIN SOLUTION
    power = np.mean(wave**2) / 10 ** (snr_db / 10)
    return wave + rng.normal(0.0, np.sqrt(power), size=wave.shape)
    ### END SOLUTION


# %% [markdown]
# The picture shows the first 30 ms of a note. At 20 dB the noise is hardly seen; at 0
# dB the wave is hardly seen.


# %% nbgrader={"grade_id": "see_add_noise_snr", "show": true}
def noises_by_you():
    rng = np.random.default_rng(1)
    return {snr: add_noise_snr(melody(), snr, rng) for snr in (20, 0)}


def draw_noises(axes, waves):
    named = {f"{snr} dB": wave for snr, wave in waves.items()}
    draw_waves(axes, {"without noise": melody()} | named)
    axes.figure.set_size_inches(9, 3)


def draw_spectrogram(axes, wave, faintest=-110):
    axes.specgram(wave, NFFT=256, Fs=8000, noverlap=192, vmin=faintest, vmax=-25)
    axes.set_xlim(0, 0.6)
    axes.set_ylim(0, 3000)
    axes.set_xlabel("time (s)")
    axes.set_ylabel("frequency (Hz)")


check.beside(
    target=lambda: {snr: noisy_melody(snr) for snr in (20, 0)},
    yours=noises_by_you,
    draw=draw_noises,
)

# %% [markdown]
# The second picture is the *spectrogram* of the same three notes: bright where a
# frequency is loud. Each note is a tone with two overtones; noise of 10 dB lies over
# all frequencies alike.


# %% nbgrader={"grade_id": "see_spectrogram", "show": true}
check.beside(
    target=lambda: noisy_melody(10),
    yours=lambda: add_noise_snr(melody(), 10, np.random.default_rng(1)),
    draw=draw_spectrogram,
)


# %% nbgrader={"grade_id": "add_noise_by_hand", "points": 1}
# Visible test, 1 point: the wave 1, 7, 1, 7, ... at 20 dB: noise of deviation 0.5
@check.test
def add_noise_by_hand():
    @check.student_side
    def noise_of(wave, snr_db, rng):
        return np.asarray(add_noise_snr(wave.copy(), snr_db, rng)) - wave

    @check.student_side
    def wave_afterwards(wave, snr_db, rng):
        given = wave.copy()
        noisy = add_noise_snr(given, snr_db, rng)
        return {"samples": len(noisy), "wave given, afterwards": given}

    check.by_hand(add_noise_snr, not_using="torch scipy skimage PIL check")
    rng = np.random.default_rng(93)
    wave = np.tile([1.0, 7.0], 1500)
    check.call(noise_of, wave, 20.0, rng).statistics(mean=0.0, std=0.5)

    wave = np.array([1.0, 7.0, 1.0])
    expected = {"samples": 3, "wave given, afterwards": wave}
    check.call(wave_afterwards, wave, 20.0, rng).gives(expected)


# %% nbgrader={"grade_id": "noise_levels", "points": 1}
# Hidden test, 1 point: SNR below, at and above 0; normal draws, each sample its own
### BEGIN HIDDEN TESTS
@check.test
def noise_levels():
    @check.student_side
    def noise_of(wave, snr_db, rng):
        return np.asarray(add_noise_snr(wave, snr_db, rng)) - wave

    @check.student_side
    def share_within(wave, snr_db, rng, limit):
        noise = np.asarray(add_noise_snr(wave, snr_db, rng)) - wave
        return (np.abs(noise) < limit).astype(float)

    @check.student_side
    def difference(wave, snr_db, rng, same):
        return np.subtract(*[add_noise_snr(wave, snr_db, r) for r in (rng, same)])

    seeded = np.random.default_rng
    wave = 3 * seeded(94).standard_exponential(4000) - 1.5
    power = float(sum(w * w for w in wave.tolist())) / 4000
    for snr, ratio in ((-6.0, 0.251189), (0.0, 1.0), (13.0, 19.95262)):
        std = np.sqrt(power / ratio)
        check.call(noise_of, wave, snr, seeded(95)).statistics(mean=0.0, std=std)
    # half of all normal draws are within 0.6745 standard deviations
    answer = check.call(share_within, wave, 13.0, seeded(96), 0.67449 * std)
    answer.statistics(mean=0.5, std=0.5)

    few = wave[:50]
    expected = np.zeros(50)
    check.call(difference, few, 5.0, seeded(97), seeded(97)).gives(expected, atol=1e-9)
    single = wave.astype(np.float32)
    check.call(noise_of, single, 13.0, seeded(98)).statistics(mean=0.0, std=std)


### END HIDDEN TESTS

# %% [markdown]
# ## 8. Speed
#
# At speed $r$, a wave of $n$ samples is over after $n / r$ of them (rounded). Sample
# $i$ of the new wave is what the old one was at the place $i \cdot r$. That place is
# mostly between two samples; there, draw a straight line: at 2.25 the value is
# $0.75\, w_2 + 0.25\, w_3$ (*linear interpolation*). Beyond the last sample there is no
# next one; the last value is held.
#
# The wave 0, 10, 40, 20, 30, 70 at speed 1.5 has $6 / 1.5 = 4$ samples, from the places
# 0, 1.5, 3 and 4.5: 0, 25, 20, 50. The wave 1, 3, 2 at speed 0.5 has 6, from the places
# 0, 0.5, 1, 1.5, 2 and 2.5: 1, 2, 3, 2.5, 2, 2.
#
# Like a record that turns too fast, this raises the pitch as well. For speech that is
# another speaker who says the same; for the name of a note it would be a wrong label.


# %% nbgrader={"grade_id": "change_speed", "solution": true}
def change_speed(wave: Float[np.ndarray, "T"], rate: float) -> Float[np.ndarray, "T2"]:
    """A wave played faster or slower; its pitch changes along.

    Parameters
    ----------
    wave : T samples, 1 or more
    rate : the speed, positive: above 1 is faster, and shorter

    Returns
    -------
    wave of round(T / rate) samples (T / rate is never halfway between two numbers, nor
    below 0.5); sample i is the wave at the place i * rate, linearly interpolated
    between its two neighbours; from the last sample on, the last sample

    No argument is changed. Source: Ko et al. 2015.
    Built by hand: not using torch, scipy, skimage, PIL, check.
    """
    ### BEGIN SOLUTION
    places = np.arange(round(len(wave) / rate)) * rate
    return np.interp(places, np.arange(len(wave)), wave)
    ### END SOLUTION


# %% [markdown]
# The picture shows the spectrogram of the three notes, a pause, and the same at speed
# 1.25. They are over sooner, *and* all their lines lie higher.


# %% nbgrader={"grade_id": "see_change_speed", "show": true}
def speeds_target():
    places = [np.arange(3840) * 1.25]
    return [melody(), ndimage.map_coordinates(melody(), places, order=1)]


def draw_speeds(axes, waves):
    """Two speeds, a pause between them."""
    wave = np.concatenate([waves[0], np.zeros(1600), waves[1]])
    draw_spectrogram(axes, wave, faintest=-60)
    axes.set_facecolor(plt.get_cmap()(0.0))  # silence
    axes.set_xlim(0, 1.4)
    axes.set_ylim(0, 3500)
    for left, label in ((0.0, "speed 1"), (0.8, "speed 1.25")):
        axes.text(left + 0.02, 3100, label, color="white", fontsize=10)


check.beside(
    target=speeds_target,
    yours=lambda: [change_speed(melody(), rate) for rate in (1.0, 1.25)],
    draw=draw_speeds,
)


# %% nbgrader={"grade_id": "change_speed_by_hand", "points": 1}
# Visible test, 1 point: the two waves of the example, at the speeds 1.5 and 0.5
@check.test
def change_speed_by_hand():
    @check.student_side
    def result_of_speed(wave, rate):
        given = wave.copy()
        result = change_speed(given, rate)
        return {"wave": result, "wave given, afterwards": given}

    check.by_hand(change_speed, not_using="torch scipy skimage PIL check")
    wave = np.array([0.0, 10.0, 40.0, 20.0, 30.0, 70.0])
    expected = {"wave": [0.0, 25.0, 20.0, 50.0], "wave given, afterwards": wave}
    check.call(result_of_speed, wave, 1.5).gives(expected)
    wave = np.array([1.0, 3.0, 2.0])
    expected = {
        "wave": [1.0, 2.0, 3.0, 2.5, 2.0, 2.0],
        "wave given, afterwards": wave,
    }
    check.call(result_of_speed, wave, 0.5).gives(expected)


# %% nbgrader={"grade_id": "speed_rates", "points": 1}
# Hidden test, 1 point: other speeds, lengths that are rounded up and down; float32
### BEGIN HIDDEN TESTS
@check.test
def speed_rates():
    rng = np.random.default_rng(99)
    asked = ((10, 1.5, 7), (10, 1.6, 6), (31, 0.8, 39), (23, 1.0, 23), (40, 3.7, 11))
    for n, rate, length in (*asked, (1, 0.3, 3), (5, 0.37, 14)):
        wave = rng.normal(size=n)
        places = [[i * rate for i in range(length)]]
        expected = ndimage.map_coordinates(wave, places, order=1, mode="nearest")
        check.call(change_speed, wave, rate).gives(expected)
        check.call(change_speed, wave.astype(np.float32), rate).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# **To discuss.** Which of these changes would you use for photographs of street signs,
# for chest X-rays, for film reviews, for bird song? Which of them would change the
# label?
#
# ## Sources
#
# - A. Krizhevsky, I. Sutskever and G. E. Hinton, *ImageNet classification with deep
#   convolutional neural networks*, NeurIPS 2012: mirrors and crops (section 4.1).
# - C. Szegedy et al., *Going deeper with convolutions*, CVPR 2015: crops of any size
#   and shape, scaled to one size (section 6).
# - P. Y. Simard, D. Steinkraus and J. C. Platt, *Best practices for convolutional
#   neural networks applied to visual document analysis*, ICDAR 2003: affine maps of
#   digits (section 2).
# - A. G. Howard, *Some improvements on deep convolutional neural network based image
#   classification*, arXiv:1312.5402, 2013: contrast, brightness and colour.
# - H. Zhang, M. Cisse, Y. N. Dauphin and D. Lopez-Paz, *mixup: beyond empirical risk
#   minimization*, ICLR 2018.
# - S. Yun et al., *CutMix: regularization strategy to train strong classifiers with
#   localizable features*, ICCV 2019.
# - J. Wei and K. Zou, *EDA: easy data augmentation techniques for boosting performance
#   on text classification tasks*, EMNLP 2019: words left out and replaced.
# - R. Sennrich, B. Haddow and A. Birch, *Improving neural machine translation models
#   with monolingual data*, ACL 2016: back-translation.
# - J. G. Proakis and D. G. Manolakis, *Digital signal processing*, 4th edition, 2007.
# - T. Ko, V. Peddinti, D. Povey and S. Khudanpur, *Audio augmentation for speech
#   recognition*, Interspeech 2015: speed.
# - The photographs come with scikit-learn, under a Creative Commons licence (CC BY 2.0;
#   Flickr: danielbuechele, vultilion); so do the digits (E. Alpaydin and C. Kaynak,
#   1998).

# %% nbgrader={"grade_id": "see_summary", "show": true}
check.summary()
