"""Known right and wrong answers to the exercises of 08-augmentation.

A right answer earns every point of its exercise. A wrong one is named by its mistake,
loses exactly the tests it says, and has the sentence that a student is shown whose
answer gives the same (none where no sentence would help).
"""

import numpy as np

from autograder.authoring.bank import exercise

IN_PLACE = "work on a copy: the next epoch needs the original"
BOXES_STAY = "the boxes move with the image"

# --------------------------------------------------------------------- flip_with_boxes
flip = exercise("flip_with_boxes")


@flip.right("edges turned by one matrix product")
def _():
    def flip_with_boxes(image, boxes):
        mirror = np.diag([-1.0, 1.0, -1.0, 1.0])[[2, 1, 0, 3]]
        start = [image.shape[1], 0, image.shape[1], 0]
        return np.flip(image, axis=1), boxes @ mirror.T + start


@flip.right("in plain loops")
def _():
    def flip_with_boxes(image, boxes):
        height, width, channels = image.shape
        flipped = np.zeros((height, width, channels))
        for i in range(height):
            for j in range(width):
                for c in range(channels):
                    flipped[i, j, c] = image[i, width - 1 - j, c]
        moved = np.zeros((len(boxes), 4))
        for n, (x1, y1, x2, y2) in enumerate(boxes):
            moved[n] = width - x2, y1, width - x1, y2
        return [flipped, moved]


FLIP = "flip_by_hand flip_any_size"
flip.wrong(
    "boxes-stay",
    BOXES_STAY,
    loses=FLIP,
    edit=("np.stack([width - x2, y1, width - x1, y2], axis=1)", "boxes"),
)
flip.wrong(
    "ends-not-swapped",
    "what was the right edge of a box is its left edge now: x1 < x2",
    loses=FLIP,
    edit=("[width - x2, y1, width - x1, y2]", "[width - x1, y1, width - x2, y2]"),
)
flip.wrong(
    "edge-overwritten",
    "the new x2 needs the old x1: keep it, before you overwrite it",
    loses=FLIP,
    edit=("[width - x2, y1, width - x1, y2]", "[width - x2, y1, x2, y2]"),
)
flip.wrong(
    "minus-one-pixel",
    "x counts edges of pixels, from 0 to W: an edge at x comes to W - x",
    loses=FLIP,
    edit=("width = image.shape[1]", "width = image.shape[1] - 1"),
)
flip.wrong(
    "upside-down",
    "left and right change places, not top and bottom",
    loses=FLIP,
    edit=("image[:, ::-1]", "image[::-1]"),
)
flip.wrong(
    "channels-reversed",
    "the channels of a pixel keep their order",
    loses=FLIP,
    edit=("image[:, ::-1]", "image[:, ::-1, ::-1]"),
)
flip.wrong(
    "height-for-width",
    "the width is the number of columns: image.shape is (H, W, C)",
    loses=FLIP,
    edit=("image.shape[1]", "image.shape[0]"),
)
flip.wrong(
    "upright-boxes-too",
    "y stays as it was: only left and right change places",
    loses=FLIP,
    edit=(
        "    return image[:, ::-1]",
        "    y1, y2 = image.shape[0] - y2, image.shape[0] - y1\n"
        "    return image[:, ::-1]",
    ),
)
flip.wrong(
    "augments-in-place",
    IN_PLACE,
    loses=FLIP,
    edit=(
        "    return image[:, ::-1], np.stack([width - x2, y1, width - x1, y2], axis=1)",
        "    boxes[:, [0, 2]] = np.stack([width - x2, width - x1], axis=1)\n"
        "    return image[:, ::-1], boxes",
    ),
)
flip.wrong(
    "no-boxes-lose-their-shape",
    "without boxes the result still has the shape (0, 4)",
    loses="flip_any_size",
    edit=(
        "np.stack([width - x2, y1, width - x1, y2], axis=1)",
        "np.array([[width - b[2], b[1], width - b[0], b[3]] for b in boxes])",
    ),
)

# --------------------------------------------------------------------- crop_with_boxes
crop = exercise("crop_with_boxes")


@crop.right("box by box, by intersection with the window")
def _():
    def crop_with_boxes(image, boxes, window, size):
        left, top, right, bottom = window
        part = image[top:bottom, left:right]
        across, down = size[1] / (right - left), size[0] / (bottom - top)
        kept = []
        for x1, y1, x2, y2 in boxes:
            x1, y1 = max(x1, left), max(y1, top)
            x2, y2 = min(x2, right), min(y2, bottom)
            if (x2 - x1 > 0) and (y2 - y1 > 0):
                box = [(x1 - left) * across, (y1 - top) * down]
                kept.append([*box, (x2 - left) * across, (y2 - top) * down])
        rows = [int(i * part.shape[0] / size[0]) for i in range(size[0])]
        columns = [int(j * part.shape[1] / size[1]) for j in range(size[1])]
        return part[np.ix_(rows, columns)], np.array(kept).reshape(-1, 4)


@crop.right("in plain loops, pixel by pixel")
def _():
    def crop_with_boxes(image, boxes, window, size):
        left, top, right, bottom = window
        width, height = right - left, bottom - top
        result = np.zeros((*size, image.shape[2]))
        for i in range(size[0]):
            for j in range(size[1]):
                row, column = i * height // size[0], j * width // size[1]
                for c in range(image.shape[2]):
                    result[i, j, c] = image[top + row, left + column, c]
        kept = np.zeros((0, 4))
        for box in boxes:
            x = [min(max(float(v) - left, 0.0), width) for v in box[0::2]]
            y = [min(max(float(v) - top, 0.0), height) for v in box[1::2]]
            if x[0] != x[1] and y[0] != y[1]:
                x = [v * size[1] / width for v in x]
                y = [v * size[0] / height for v in y]
                kept = np.vstack([kept, [x[0], y[0], x[1], y[1]]])
        return result, kept


CROP = "crop_by_hand crop_boxes crop_sizes"
crop.wrong(
    "boxes-stay",
    loses=CROP,
    says=BOXES_STAY,
    edit=(
        "inside * ([columns / width, rows / height] * 2)",
        "boxes",
    ),
)
crop.wrong(
    "boxes-not-clipped",
    "cut off what stands out of the window",
    loses="crop_by_hand crop_boxes crop_sizes",
    edit=(
        "    inside = inside[(inside[:, :2] < inside[:, 2:]).all(axis=1)]\n",
        "    kept = (inside[:, :2] < inside[:, 2:]).all(axis=1)\n"
        "    inside = (boxes - [left, top] * 2)[kept]\n",
    ),
)
crop.wrong(
    "empty-boxes-kept",
    "a box of which nothing is left in the window is dropped",
    loses="crop_by_hand crop_boxes",
    edit=(
        "    inside = inside[(inside[:, :2] < inside[:, 2:]).all(axis=1)]\n",
        "",
    ),
)
crop.wrong(
    "touching-kept",
    "a box that only touches the window has no area in it: drop it",
    loses="crop_boxes",
    edit=(
        "    inside = inside[(inside[:, :2] < inside[:, 2:]).all(axis=1)]\n",
        "    moved = boxes - [left, top] * 2\n"
        "    inside = inside[\n"
        "        (moved[:, :2] <= [width, height]).all(axis=1)\n"
        "        & (moved[:, 2:] >= 0).all(axis=1)\n"
        "    ]\n",
    ),
)
crop.wrong(
    "empty-boxes-kept",
    loses="crop_by_hand crop_boxes",
    edit=(".all(axis=1)", ".any(axis=1)"),
)
crop.wrong(
    "height-not-looked-at",
    "a box without height is dropped too, not only one without width",
    loses="crop_boxes",
    edit=("(inside[:, :2] < inside[:, 2:]).all(axis=1)", "inside[:, 0] < inside[:, 2]"),
)
crop.wrong(
    "cut-boxes-dropped",
    "a box that is partly in the window stays, cut",
    loses=CROP,
    edit=(
        "    inside = inside[(inside[:, :2] < inside[:, 2:]).all(axis=1)]\n",
        "    inside = inside[(inside == boxes - [left, top] * 2).all(axis=1)]\n",
    ),
)
crop.wrong(
    "clipped-to-image",
    "clip to the window, not to the image",
    loses="crop_boxes crop_sizes",
    edit=(
        "[width, height] * 2)\n",
        "[image.shape[1], image.shape[0]] * 2)\n",
    ),
)
crop.wrong(
    "boxes-not-scaled",
    "the boxes are scaled with the image: x by W2 / w, y by H2 / h",
    loses=CROP,
    edit=("inside * ([columns / width, rows / height] * 2)", "inside"),
)
crop.wrong(
    "scales-swapped",
    "x is scaled by W2 / w, y by H2 / h",
    loses=CROP,
    edit=("[columns / width, rows / height]", "[rows / height, columns / width]"),
)
crop.wrong(
    "boxes-not-shifted",
    "the corner of the window becomes (0, 0): subtract it from the boxes",
    loses="crop_by_hand crop_boxes",
    edit=("boxes - [left, top] * 2", "boxes"),
)
crop.wrong(
    "x-as-rows",
    "x counts columns and y rows: the window is left, top, right, bottom",
    loses=CROP,
    edit=("left, top, right, bottom = window", "top, left, bottom, right = window"),
)
crop.wrong(
    "augments-in-place",
    IN_PLACE,
    loses=CROP,
    edit=(
        "    inside = np.clip(boxes - [left, top] * 2,",
        "    boxes -= [left, top] * 2\n    inside = np.clip(boxes,",
    ),
)
crop.wrong(
    "not-floored",
    "new row i is row floor(i h / H2): do not round, and add nothing to i",
    loses="crop_by_hand crop_sizes",
    edit=(
        "np.arange(rows) * height // rows",
        "((np.arange(rows) + 0.5) * height / rows).astype(int)",
    ),
)
crop.wrong(
    "not-floored",
    loses="crop_by_hand crop_sizes",
    edit=(
        "np.arange(rows) * height // rows",
        "np.minimum(np.round(np.arange(rows) * height / rows), height - 1).astype(int)",
    ),
)
crop.wrong(
    "last-row-to-last",
    "new row i is row floor(i h / H2); the last one need not be the last",
    loses="crop_sizes",
    edit=(
        "np.arange(rows) * height // rows",
        "np.linspace(0, height - 1, rows).round().astype(int)",
    ),
)

crop.equivalent(
    "swap-arguments-0d84f3", because="0 clipped from below by x is x clipped by 0"
)

# ------------------------------------------------------------------- affine_with_boxes
affine = exercise("affine_with_boxes")


@affine.right("in plain loops, pixel by pixel and box by box")
def _():
    def affine_with_boxes(image, boxes, matrix):
        (a, b, s), (c, d, t) = np.asarray(matrix, dtype=float)
        height, width, channels = image.shape
        result = np.zeros(image.shape)
        for i in range(height):
            for j in range(width):
                x, y = j + 0.5 - s, i + 0.5 - t
                x, y = (
                    (d * x - b * y) / (a * d - b * c),
                    (a * y - c * x) / (a * d - b * c),
                )
                if 0 <= x < width and 0 <= y < height:
                    for channel in range(channels):
                        result[i, j, channel] = image[int(y), int(x), channel]
        moved = []
        for x1, y1, x2, y2 in boxes:
            corners = [(x, y) for x in (x1, x2) for y in (y1, y2)]
            xs = [a * x + b * y + s for x, y in corners]
            ys = [c * x + d * y + t for x, y in corners]
            moved.append([min(xs), min(ys), max(xs), max(ys)])
        return result, np.reshape(moved, (len(boxes), 4))


@affine.right("a black frame and clipped indices; boxes by centre and extent")
def _():
    def affine_with_boxes(image, boxes, matrix):
        height, width, _ = image.shape
        whole = np.linalg.inv(np.vstack([matrix, [0, 0, 1]]))
        i, j = np.mgrid[:height, :width]
        ones = np.ones(height * width)
        x, y, _ = whole @ np.stack([j.ravel() + 0.5, i.ravel() + 0.5, ones])
        framed = np.pad(image, ((1, 1), (1, 1), (0, 0)))
        rows = np.clip(np.floor(y), -1, height).astype(int) + 1
        columns = np.clip(np.floor(x), -1, width).astype(int) + 1
        result = framed[rows, columns].reshape(image.shape)
        middle = (boxes[:, :2] + boxes[:, 2:]) / 2 @ matrix[:, :2].T + matrix[:, 2]
        half = (boxes[:, 2:] - boxes[:, :2]) / 2 @ np.abs(matrix[:, :2]).T
        return result, np.hstack([middle - half, middle + half])


AFFINE = "affine_by_hand affine_images affine_boxes affine_edges"
AFFINE_IMAGE = "affine_by_hand affine_images affine_edges"
affine.wrong(
    "boxes-stay",
    loses="affine_by_hand affine_boxes",
    says=BOXES_STAY,
    edit=("np.concatenate([moved.min(axis=0), moved.max(axis=0)]).T", "boxes"),
)
affine.wrong(
    "forward-warp",
    "ask every new pixel where it comes from; sending old ones leaves holes",
    loses="affine_by_hand affine_images affine_edges",
    edit=(
        "    old = np.floor((centres - shift) @ np.linalg.inv(linear).T).astype(int)\n"
        "    inside = ((old >= 0) & (old < [width, height])).all(axis=-1)\n"
        "    columns, rows = old[inside].T\n"
        "    result = np.zeros_like(image)\n"
        "    result[inside] = image[rows, columns]\n",
        "    new = np.floor(centres @ linear.T + shift).astype(int)\n"
        "    inside = ((new >= 0) & (new < [width, height])).all(axis=-1)\n"
        "    columns, rows = new[inside].T\n"
        "    result = np.zeros_like(image)\n"
        "    result[rows, columns] = image[inside]\n",
    ),
)
affine.wrong(
    "not-inverted",
    "a new pixel reads where it comes from: undo the map, by the inverse",
    loses=AFFINE_IMAGE,
    edit=(
        "(centres - shift) @ np.linalg.inv(linear).T",
        "centres @ linear.T + shift",
    ),
)
affine.wrong(
    "shift-undone-last",
    "undo in the other order: first subtract the shift, then the inverse",
    loses=AFFINE_IMAGE,
    edit=(
        "(centres - shift) @ np.linalg.inv(linear).T",
        "centres @ np.linalg.inv(linear).T - shift",
    ),
)
affine.wrong(
    "read-from-the-corner",
    "read from the centre of a pixel, (j + 0.5, i + 0.5), not from its corner",
    loses=AFFINE_IMAGE,
    edit=("axis=-1) + 0.5", "axis=-1)"),
)
affine.wrong(
    "truncated",
    "just outside is outside: floor(-0.5) is -1, but int(-0.5) is 0",
    loses=AFFINE_IMAGE,
    edit=(
        "np.floor((centres - shift) @ np.linalg.inv(linear).T).astype(int)",
        "((centres - shift) @ np.linalg.inv(linear).T).astype(int)",
    ),
)
affine.wrong(
    "wraps-around",
    "a place outside is black; index -1 would be the last row or column",
    loses=AFFINE_IMAGE,
    edit=(
        "    inside = (",
        "    old %= [width, height]\n    inside = (",
    ),
)
affine.wrong(
    "edge-repeated",
    "a place outside is black, it does not repeat the edge",
    loses=AFFINE_IMAGE,
    edit=(
        "    inside = (",
        "    old = np.clip(old, 0, [width - 1, height - 1])\n    inside = (",
    ),
)
affine.wrong(
    "rows-for-columns",
    "x counts columns, y rows: read image[floor(y), floor(x)]",
    loses=AFFINE_IMAGE,
    edit=(
        "image[rows, columns]",
        "image[np.minimum(columns, height - 1), np.minimum(rows, width - 1)]",
    ),
)
affine.wrong(
    "two-corners",
    "send all four corners: after a turn other two stand out",
    loses="affine_by_hand affine_boxes",
    edit=("[[x1, y1], [x1, y2], [x2, y1], [x2, y2]]", "[[x1, y1], [x2, y2]]"),
)
affine.wrong(
    "three-corners",
    "a box has four corners, and each of them may come to stand out",
    loses="affine_boxes",
    edit=("[[x1, y1], [x1, y2], [x2, y1], [x2, y2]]", "[[x1, y1], [x1, y2], [x2, y1]]"),
)
affine.wrong(
    "transposed",
    "M @ point is points @ M.T, if the points are rows: mind the transpose",
    loses="affine_by_hand affine_images",
    edit=("np.linalg.inv(linear).T", "np.linalg.inv(linear)"),
)
affine.wrong(
    "transposed",
    loses="affine_by_hand affine_boxes",
    edit=("linear @ corners", "linear.T @ corners"),
)
affine.wrong(
    "transposed",
    loses="affine_by_hand affine_images affine_boxes",
    edit=("= matrix[:, :2], matrix[:, 2]", "= matrix[:, :2].T, matrix[:, 2]"),
)
affine.wrong(
    "determinant",
    "the inverse of the 2 x 2 part divides by a d - b c",
    loses="affine_images",
    edit=(
        "np.linalg.inv(linear).T",
        "np.linalg.inv(linear).T * np.linalg.det(linear) / (\n"
        "        linear[0, 0] * linear[1, 1] + linear[0, 1] * linear[1, 0]\n    )",
    ),
)
affine.wrong(
    "corners-not-sorted",
    "smallest x and y first: a mirrored left edge is a right edge",
    loses="affine_by_hand affine_boxes",
    edit=("[moved.min(axis=0), moved.max(axis=0)]", "[moved[0], moved[3]]"),
)
affine.wrong(
    "third-column-forgotten",
    "the boxes are shifted too: the matrix has a third column",
    loses="affine_by_hand affine_boxes",
    edit=("linear @ corners + shift[:, None]", "linear @ corners"),
)
affine.wrong(
    "boxes-inverted",
    "the corners go forward, where the matrix sends them, not back",
    loses="affine_by_hand affine_boxes",
    edit=(
        "linear @ corners + shift[:, None]",
        "np.linalg.inv(linear) @ (corners - shift[:, None])",
    ),
)
affine.wrong(
    "boxes-clipped",
    "the boxes may stand out of the image here: do not clip them",
    loses="affine_by_hand affine_boxes",
    edit=(
        "    return result, np",
        "    moved = moved.clip(0, [[width], [height]])\n    return result, np",
    ),
)
affine.wrong(
    "diagonal-only",
    "a turn or a shear mixes x and y: use the inverse of the whole 2 x 2 part",
    loses="affine_by_hand affine_images",
    edit=(
        "np.linalg.inv(linear).T",
        "np.diag(1 / np.where(np.diag(linear), np.diag(linear), 1))",
    ),
)
affine.wrong(
    "no-boxes-lose-their-shape",
    "without boxes the result still has the shape (0, 4)",
    loses="affine_edges",
    edit=(
        "    return result, np",
        "    if not len(boxes):\n        return result, np.array([])\n"
        "    return result, np",
    ),
)
affine.wrong(
    "augments-in-place",
    IN_PLACE,
    loses=AFFINE,
    edit=(
        "    result[inside] = image[rows, columns]\n",
        "    result[inside] = image[rows, columns]\n    image[...] = result\n",
    ),
)

# ------------------------------------------------------------------------ color_jitter
jitter = exercise("color_jitter")


@jitter.right("saturation first: without clipping the three change places")
def _():
    def color_jitter(image, brightness=1.0, contrast=1.0, saturation=1.0):
        def mixed(one, reference, f):
            return reference + f * (one - reference)

        image = mixed(image, image.mean(axis=2)[..., None], saturation)
        image = mixed(image, np.average(image), contrast) * brightness
        return np.minimum(np.maximum(image, 0), 1)


@jitter.right("in plain loops")
def _():
    def color_jitter(image, brightness=1.0, contrast=1.0, saturation=1.0):
        pixels = [[float(v) * brightness for v in p] for row in image for p in row]
        mean = sum(map(sum, pixels)) / image.size
        result = []
        for pixel in pixels:
            pixel = [contrast * v + (1 - contrast) * mean for v in pixel]
            gray = sum(pixel) / len(pixel)
            pixel = [saturation * v + (1 - saturation) * gray for v in pixel]
            result.append([min(max(v, 0.0), 1.0) for v in pixel])
        return np.reshape(result, image.shape)


JITTER = "color_jitter_by_hand color_jitter_values"
jitter.wrong(
    "clip-forgotten",
    "below 0 and above 1 there are no colours: clip at the end",
    loses=JITTER,
    edit=(
        "np.clip(saturation * image + (1 - saturation) * grays, 0, 1)",
        "saturation * image + (1 - saturation) * grays",
    ),
)
jitter.wrong(
    "clips-in-between",
    "clip once, at the end: what is clipped early is lost for the next step",
    loses=JITTER,
    edit=("image = brightness * image", "image = np.clip(brightness * image, 0, 1)"),
)
jitter.wrong(
    "clips-to-255",
    "the values of these images are from 0 to 1",
    loses=JITTER,
    edit=("0, 1)", "0, 255)"),
)
jitter.wrong(
    "brightness-added",
    "brightness is a factor: a dark place stays darker than a light one",
    loses=JITTER,
    edit=("brightness * image", "image + (brightness - 1)"),
)
jitter.wrong(
    "contrast-about-half",
    "contrast pulls towards the mean of the image, not towards 0.5",
    loses=JITTER,
    edit=("image.mean()", "0.5"),
)
jitter.wrong(
    "mean-of-each-channel",
    "the mean for the contrast is one number, over all pixels and channels",
    loses=JITTER,
    edit=("image.mean()", "image.mean(axis=(0, 1))"),
)
jitter.wrong(
    "mean-before-brightness",
    "the mean for the contrast is taken after the change of brightness",
    loses=JITTER,
    edit=(
        "    image = brightness * image\n"
        "    image = contrast * image + (1 - contrast) * image.mean()\n",
        "    mean = image.mean()\n"
        "    image = brightness * image\n"
        "    image = contrast * image + (1 - contrast) * mean\n",
    ),
)
jitter.wrong(
    "one-gray-for-all",
    "saturation pulls each pixel towards its own mean, over its channels",
    loses=JITTER,
    edit=("image.mean(axis=-1, keepdims=True)", "image.mean()"),
)
jitter.wrong(
    "gray-of-each-channel",
    "a pixel's own mean is over its channels, the last axis, not over places",
    loses=JITTER,
    edit=("image.mean(axis=-1, keepdims=True)", "image.mean(axis=(0, 1))"),
)
jitter.wrong(
    "no-rest",
    "what is missing, 1 - f, comes from the reference",
    loses=JITTER,
    edit=(" + (1 - contrast) * image.mean()", ""),
)
jitter.wrong(
    "three-channels",
    "the mean is over all channels, however many there are",
    loses="color_jitter_values",
    edit=(
        "image.mean(axis=-1, keepdims=True)",
        "image.sum(axis=-1, keepdims=True) / 3",
    ),
)
jitter.wrong(
    "augments-in-place",
    IN_PLACE,
    loses=JITTER,
    edit=("image = brightness * image", "image *= brightness"),
)

jitter.equivalent(
    "swap-arguments-079067", because="0 clipped from below by x is x clipped by 0"
)

# ------------------------------------------------------------------------------ mixing
mixing = exercise("mixing")


@mixing.right("mixup by einsum; CutMix by a mask of the rectangle")
def _():
    def mixup(images, labels, partner, lam):
        weights = lam * np.eye(len(images)) + (1 - lam) * np.eye(len(images))[partner]
        return np.einsum("nm,mhwc->nhwc", weights, images), weights @ labels

    def cutmix(images, labels, partner, lam, centre):
        _, height, width, _ = images.shape
        reach = np.floor(np.array([width, height]) * (1 - lam) ** 0.5 / 2)
        j, i = np.arange(width), np.arange(height)
        in_columns = (j >= centre[0] - reach[0]) & (j < centre[0] + reach[0])
        in_rows = (i >= centre[1] - reach[1]) & (i < centre[1] + reach[1])
        mask = np.outer(in_rows, in_columns)
        theirs = mask.mean()
        mixed = np.where(mask[..., None], images[partner], images)
        return mixed, (1 - theirs) * labels + theirs * labels[partner]


@mixing.right("in plain loops")
def _():
    def mixup(images, labels, partner, lam):
        mixed = [lam * images[n] + (1 - lam) * images[m] for n, m in enumerate(partner)]
        shares = [
            lam * labels[n] + (1 - lam) * labels[m] for n, m in enumerate(partner)
        ]
        return mixed, shares

    def cutmix(images, labels, partner, lam, centre):
        count, height, width, channels = images.shape
        up = int(height * np.sqrt(1 - lam) / 2)
        aside = int(width * np.sqrt(1 - lam) / 2)
        mixed, shares = np.zeros(images.shape), np.zeros(labels.shape)
        for n in range(count):
            other = 0
            for i in range(height):
                for j in range(width):
                    in_rows = -up <= i - centre[1] < up
                    takes = in_rows and -aside <= j - centre[0] < aside
                    other += takes
                    for c in range(channels):
                        mixed[n, i, j, c] = images[partner[n] if takes else n, i, j, c]
            for k in range(labels.shape[1]):
                own = height * width - other
                both = own * labels[n, k] + other * labels[partner[n], k]
                shares[n, k] = both / (height * width)
        return mixed, shares


MIXING = "mixing_by_hand mixup_many cutmix_many"
MIXED_LABELS = "lam * labels + (1 - lam) * labels[partner]"
CUT_LABELS = "share * labels + (1 - share) * labels[partner]"
mixing.wrong(
    "labels-not-mixed",
    "the labels are mixed like the images",
    loses="mixing_by_hand mixup_many",
    edit=(f"return images, {MIXED_LABELS}", "return images, labels"),
)
mixing.wrong(
    "labels-not-mixed",
    loses="mixing_by_hand cutmix_many",
    edit=(f"return mixed, {CUT_LABELS}", "return mixed, labels"),
)
mixing.wrong(
    "lambda-not-area",
    "the labels are mixed by the area that was really replaced, not by lam",
    loses="mixing_by_hand cutmix_many",
    edit=(f"return mixed, {CUT_LABELS}", f"return mixed, {MIXED_LABELS}"),
)
mixing.wrong(
    "area-not-clipped",
    "count only the pixels of the rectangle that are in the image",
    loses="mixing_by_hand cutmix_many",
    edit=(
        "(bottom - top) * (right - left) / (height * width)",
        "4 * up * aside / (height * width)",
    ),
)
mixing.wrong(
    "area-not-clipped",
    loses="cutmix_many",
    edit=(
        "    share = 1 - (bottom - top) * (right - left) / (height * width)",
        "    bottom, right = y + up, x + aside\n"
        "    share = 1 - (bottom - top) * (right - left) / (height * width)",
    ),
)
mixing.wrong(
    "reversed-batch",
    "`partner` says who is mixed into whom",
    loses="mixup_many",
    edit=("(1 - lam) * images[partner]", "(1 - lam) * images[::-1]"),
)
mixing.wrong(
    "shares-swapped",
    "lam is the share of the example itself, 1 - lam that of its partner",
    loses="mixing_by_hand mixup_many",
    edit=(
        "images = lam * images + (1 - lam) * images[partner]",
        "lam = 1 - lam\n    images = lam * images + (1 - lam) * images[partner]",
    ),
)
mixing.wrong(
    "shares-swapped",
    loses="mixing_by_hand mixup_many",
    edit=(
        "images = lam * images + (1 - lam) * images[partner]",
        "images = (1 - lam) * images + lam * images[partner]",
    ),
)
mixing.wrong(
    "shares-swapped",
    loses="mixing_by_hand mixup_many",
    edit=(
        f"return images, {MIXED_LABELS}",
        "return images, (1 - lam) * labels + lam * labels[partner]",
    ),
)
mixing.wrong(
    "area-swapped",
    "the partner's share is that of the rectangle, the example's is the rest",
    loses="mixing_by_hand cutmix_many",
    edit=("share = 1 - (bottom", "share = (bottom"),
)
mixing.wrong(
    "no-root",
    "both sides of the rectangle shrink: by the root of 1 - lam",
    loses="mixing_by_hand cutmix_many",
    edit=("root = centre, np.sqrt(1 - lam)", "root = centre, 1 - lam"),
)
mixing.wrong(
    "full-reach",
    "the rectangle reaches half its height up and half down: divide by 2",
    loses="mixing_by_hand cutmix_many",
    edit=(
        "int(height * root / 2), int(width * root / 2)",
        "int(height * root), int(width * root)",
    ),
)
mixing.wrong(
    "window-wraps",
    "a rectangle begins at 0 at the earliest: a slice from -1 is the end",
    loses="mixing_by_hand cutmix_many",
    edit=(
        "max(y - up, 0), min(y + up, height)\n"
        "    left, right = max(x - aside, 0), min(x + aside, width)",
        "y - up, min(y + up, height)\n"
        "    left, right = x - aside, min(x + aside, width)",
    ),
)
mixing.wrong(
    "x-as-row",
    "the centre is column x, row y",
    loses="mixing_by_hand cutmix_many",
    edit=("(x, y), root", "(y, x), root"),
)
mixing.wrong(
    "last-included",
    "the last row is y + reach - 1, the last column likewise",
    loses="mixing_by_hand cutmix_many",
    edit=(
        "min(y + up, height)\n"
        "    left, right = max(x - aside, 0), min(x + aside, width)",
        "min(y + up + 1, height)\n"
        "    left, right = max(x - aside, 0), min(x + aside + 1, width)",
    ),
)
mixing.wrong(
    "augments-in-place",
    IN_PLACE,
    loses="mixing_by_hand cutmix_many",
    edit=("mixed = images.copy()", "mixed = images"),
)
mixing.wrong(
    "augments-in-place",
    loses="mixing_by_hand mixup_many",
    edit=(
        "images = lam * images + (1 - lam) * images[partner]",
        "images[...] = lam * images + (1 - lam) * images[partner]",
    ),
)

for mutant in ("e623d2", "a23d85", "bb88cf", "a07b8f"):
    mixing.equivalent(
        f"swap-arguments-{mutant}", because="max and min do not mind the order"
    )

# ------------------------------------------------------------------------------- words
words = exercise("words")


@words.right("all draws at once")
def _():
    def token_dropout(tokens, p, rng, specials=("<s>", "</s>")):
        stays = (rng.random(len(tokens)) >= p) | np.isin(tokens, specials)
        return np.array(tokens)[stays]

    def synonym_replace(tokens, synonyms, p, rng):
        replaced, places = rng.random((2, len(tokens)))
        choices = [synonyms.get(token, [token]) for token in tokens]
        pairs = zip(tokens, choices, replaced < p, places, strict=True)
        return [c[int(v * len(c))] if yes else t for t, c, yes, v in pairs]


@words.right("in plain loops, what goes is drawn first")
def _():
    def token_dropout(tokens, p, rng, specials=("<s>", "</s>")):
        left = []
        for token in tokens:
            goes = rng.binomial(1, p)
            if token in specials or not goes:
                left.append(token)
        return left

    def synonym_replace(tokens, synonyms, p, rng):
        result = []
        for token in tokens:
            if rng.uniform() < p and token in synonyms:
                others = synonyms[token]
                token = others[rng.integers(len(others))]
            result.append(token)
        return tuple(result)


WORDS = "words_by_hand words_chance"
DROPOUT = "return [t for t in tokens if t in specials or rng.random() >= p]"
words.wrong(
    "specials-dropped",
    "special tokens always stay",
    loses=WORDS,
    edit=("t in specials or rng.random() >= p", "rng.random() >= p"),
)
words.wrong(
    "p-is-keep",
    "p is the probability to leave a token out, not to keep it",
    loses=WORDS,
    edit=("rng.random() >= p", "rng.random() < p"),
)
words.wrong(
    "specials-at-the-ends",
    "a special token stays wherever it stands, not only at the ends",
    loses="words_chance",
    edit=(
        DROPOUT,
        "middle = [t for t in tokens[1:-1] if rng.random() >= p]\n"
        "    ends = [tokens[0]] * (tokens[0] in specials)\n"
        "    return ends + middle + [tokens[-1]] * (tokens[-1] in specials)",
    ),
)
words.wrong(
    "one-draw-for-all",
    "chance decides for each token by a draw of its own",
    loses="words_chance",
    edit=(
        DROPOUT,
        "drawn = rng.random()\n"
        "    return [t for t in tokens if t in specials or drawn >= p]",
    ),
)
words.wrong(
    "one-draw-for-all",
    loses="words_chance",
    edit=(
        "    for i, token in enumerate(tokens):\n"
        "        if token in synonyms and rng.random() < p:",
        "    drawn = rng.random()\n    for i, token in enumerate(tokens):\n"
        "        if token in synonyms and drawn < p:",
    ),
)
words.wrong(
    "marked-as-dropped",
    "a token that is left out leaves no mark behind",
    loses=WORDS,
    edit=(
        DROPOUT,
        "return [t if t in specials or rng.random() >= p else '<unk>' for t in tokens]",
    ),
)
words.wrong(
    "each-word-once",
    "a text may say a word twice: keep the list, not a set or a dict",
    loses="words_by_hand",
    edit=("t for t in tokens if", "t for t in dict.fromkeys(tokens) if"),
)
words.wrong(
    "always-the-first",
    "all synonyms of a word are equally likely",
    loses="words_chance",
    edit=("rng.choice(synonyms[token])", "synonyms[token][0]"),
)
words.wrong(
    "only-first-of-a-word",
    "every token is treated, also a word that came before",
    loses=WORDS,
    edit=("result[i] = ", "result[tokens.index(token)] = "),
)
words.wrong(
    "others-dropped",
    "a token that is not replaced stays",
    loses=WORDS,
    edit=(
        "    return result\n",
        "    return [t for t in result if t not in tokens]\n",
    ),
)
words.wrong(
    "synonym-added",
    "a synonym takes the place of its token, it does not follow it",
    loses=WORDS,
    edit=(
        "result[i] = rng.choice(synonyms[token])",
        "result[i] = f'{token} {rng.choice(synonyms[token])}'",
    ),
)
words.wrong(
    "own generator",
    loses="words_chance",
    edit=(
        "    return [t for t",
        "    rng = np.random.default_rng()\n    return [t for t",
    ),
)
words.wrong(
    "p-is-stay",
    "p is the probability to replace a token, not to leave it as it is",
    loses=WORDS,
    edit=("rng.random() < p", "rng.random() > p"),
)
words.wrong(
    "whole-list",
    "put in one of the synonyms, not the list of them",
    loses=WORDS,
    edit=("rng.choice(synonyms[token])", "synonyms[token]"),
)
words.wrong(
    "tuple-as-list",
    "`tokens` is a tuple: begin with list(tokens), or with an empty list",
    loses=WORDS,
    edit=(
        "    return [t for t in tokens if",
        "    left = tokens.copy()\n    return [t for t in left if",
    ),
)
words.wrong(
    "tuple-as-list",
    loses=WORDS,
    edit=(
        DROPOUT,
        "for t in tokens:\n"
        "        if t not in specials and rng.random() < p:\n"
        "            tokens.remove(t)\n"
        "    return tokens",
    ),
)
words.wrong(
    "tuple-as-list",
    loses=WORDS,
    edit=("result = list(tokens)", "result = tokens.copy()"),
)
words.wrong(
    "tuple-as-list",
    loses=WORDS,
    edit=("result[i] = ", "tokens.append(token)\n            result[i] = "),
)
words.wrong(
    "changes its input",
    loses=WORDS,
    edit=("result = list(tokens)", "result = tokens"),
)

for mutant in ("compare-ad9049", "compare-7d12f6"):
    words.equivalent(mutant, because="a draw is p with probability 2 ** -53")

# ----------------------------------------------------------------------- add_noise_snr
noise = exercise("add_noise_snr")


@noise.right("rescaled, so that the SNR is met exactly")
def _():
    def add_noise_snr(wave, snr_db, rng):
        drawn = rng.standard_normal(len(wave))
        ratio = np.linalg.norm(wave) / np.linalg.norm(drawn)
        return wave + drawn * ratio * 10 ** (-snr_db / 20)


@noise.right("in plain loops")
def _():
    def add_noise_snr(wave, snr_db, rng):
        power = sum(float(v) ** 2 for v in wave) / len(wave)
        sigma = (power / 10.0 ** (snr_db / 10)) ** 0.5
        return [float(v) + rng.normal(0, sigma) for v in wave]


NOISE = "add_noise_by_hand noise_levels"
noise.wrong(
    "snr-of-amplitude",
    "dB of power: the powers have the ratio 10 ** (SNR / 10)",
    loses=NOISE,
    edit=("snr_db / 10)", "snr_db / 20)"),
)
noise.wrong(
    "variance-as-deviation",
    "the standard deviation is the root of the noise's power",
    loses=NOISE,
    edit=("np.sqrt(power)", "power"),
)
noise.wrong(
    "louder-with-snr",
    "a higher SNR means less noise",
    loses=NOISE,
    edit=("np.mean(wave**2) / 10", "np.mean(wave**2) * 10"),
)
noise.wrong(
    "variance-of-wave",
    "power is the mean of the squares; the wave's mean is not subtracted",
    loses=NOISE,
    edit=("np.mean(wave**2)", "np.var(wave)"),
)
noise.wrong(
    "total-power",
    "power is the mean of the squares, not their sum",
    loses=NOISE,
    edit=("np.mean(wave**2)", "np.sum(wave**2)"),
)
noise.wrong(
    "wave-ignored",
    "the noise is as strong as the wave asks for: its power counts",
    loses=NOISE,
    edit=("np.mean(wave**2) / 10", "1 / 10"),
)
noise.wrong(
    "peak-for-power",
    "power is the mean of the squares, not the square of the largest value",
    loses=NOISE,
    edit=("np.mean(wave**2)", "np.max(np.abs(wave)) ** 2"),
)
noise.wrong(
    "noise-alone",
    "the result is the wave plus the noise",
    loses=NOISE,
    edit=("return wave + rng", "return rng"),
)
noise.wrong(
    "noise-times-wave",
    "the noise does not depend on the single sample: add it, do not multiply",
    loses="noise_levels",
    edit=(
        "wave + rng.normal(0.0, np.sqrt(power), size=wave.shape)",
        "wave * (1 + 10 ** (-snr_db / 20) * rng.normal(size=wave.shape))",
    ),
)
noise.wrong(
    "uniform-noise",
    "the draws come from the normal distribution",
    loses="noise_levels",
    edit=(
        "rng.normal(0.0, np.sqrt(power), size=wave.shape)",
        "np.sqrt(3 * power) * rng.uniform(-1, 1, size=wave.shape)",
    ),
)
noise.wrong(
    "own generator",
    loses="noise_levels",
    edit=("rng.normal(", "np.random.default_rng().normal("),
)
noise.wrong(
    "one-draw-for-the-wave",
    "each sample has a draw of its own",
    loses=NOISE,
    edit=("np.sqrt(power), size=wave.shape", "np.sqrt(power)"),
)
noise.wrong(
    "augments-in-place",
    IN_PLACE,
    loses=NOISE,
    edit=(
        "return wave + rng.normal(0.0, np.sqrt(power), size=wave.shape)",
        "wave += rng.normal(0.0, np.sqrt(power), size=wave.shape)\n    return wave",
    ),
)

noise.equivalent("operator-e60523", because="normal noise is symmetric about 0")

# ------------------------------------------------------------------------ change_speed
speed = exercise("change_speed")


@speed.right("two neighbours and their weights")
def _():
    def change_speed(wave, rate):
        length = int(len(wave) / rate + 0.5)
        places = np.minimum(rate * np.arange(length), len(wave) - 1)
        before = places.astype(int)
        after = np.minimum(before + 1, len(wave) - 1)
        share = places - before
        return (1 - share) * wave[before] + share * wave[after]


@speed.right("in plain loops")
def _():
    def change_speed(wave, rate):
        result = []
        for i in range(round(len(wave) / rate)):
            place = i * rate
            k = int(place)
            if k >= len(wave) - 1:
                result.append(float(wave[-1]))
            else:
                step = float(wave[k + 1]) - float(wave[k])
                result.append(float(wave[k]) + (place - k) * step)
        return result


SPEED = "change_speed_by_hand speed_rates"
speed.wrong(
    "speed-inverted",
    "a higher speed is a shorter wave: n / rate samples, rate apart",
    loses=SPEED,
    edit=("    places", "    rate = 1 / rate\n    places"),
)
speed.wrong(
    "longer-when-faster",
    "a wave of n samples is over after n / rate of them, not n rate",
    loses=SPEED,
    edit=("len(wave) / rate", "len(wave) * rate"),
)
speed.wrong(
    "steps-inverted",
    "the places are rate apart, not 1 / rate",
    loses=SPEED,
    edit=("rate)) * rate", "rate)) / rate"),
)
speed.wrong(
    "ends-tied",
    "sample i comes from the place i rate; the last need not be the last",
    loses=SPEED,
    edit=(
        "np.arange(round(len(wave) / rate)) * rate",
        "np.linspace(0, len(wave) - 1, round(len(wave) / rate))",
    ),
)
speed.wrong(
    "nearest-sample",
    "between two samples draw a straight line, do not take the nearer one",
    loses=SPEED,
    edit=("np.interp(places,", "np.interp(np.round(places),"),
)
speed.wrong(
    "sample-before",
    "between two samples draw a straight line, do not take the one before",
    loses=SPEED,
    edit=("np.interp(places,", "np.interp(np.floor(places),"),
)
speed.wrong(
    "same-length",
    "at a higher speed the wave is over sooner: it has n / rate samples",
    loses=SPEED,
    edit=("round(len(wave) / rate)", "len(wave)"),
)
speed.wrong(
    "silence-at-the-end",
    "beyond the last sample the last value is held",
    loses=SPEED,
    edit=(", wave)\n", ", wave, right=0)\n"),
)
speed.wrong(
    "no-next-sample",
    "beyond the last sample there is no wave[k + 1]: hold the last value",
    loses=SPEED,
    edit=(
        "return np.interp(places, np.arange(len(wave)), wave)",
        "before = places.astype(int)\n    share = places - before\n"
        "    return (1 - share) * wave[before] + share * wave[before + 1]",
    ),
)
speed.wrong(
    "length-rounded-down",
    "the length is rounded, up or down; int() only rounds down",
    loses="speed_rates",
    edit=("round(len(wave) / rate)", "int(len(wave) / rate)"),
)
speed.wrong(
    "length-rounded-up",
    "the length is rounded to the nearest number, not always up",
    loses="speed_rates",
    edit=("round(len(wave) / rate)", "int(np.ceil(len(wave) / rate))"),
)
speed.wrong(
    "augments-in-place",
    IN_PLACE,
    loses=SPEED,
    edit=(
        "    return np.interp(places, np.arange(len(wave)), wave)",
        "    result = np.interp(places, np.arange(len(wave)), wave)\n"
        "    wave[: len(result)] = result[: len(wave)]\n"
        "    return result",
    ),
)
speed.wrong(
    "calls scipy",
    loses="change_speed_by_hand",
    edit=(
        "np.interp(places, np.arange(len(wave)), wave)",
        'ndimage.map_coordinates(wave, [places], order=1, mode="nearest")',
    ),
)
