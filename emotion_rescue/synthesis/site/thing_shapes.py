"""All shapes of things by name; each takes a half size and a source of chance."""

from emotion_rescue.synthesis.site import basic_shapes
from emotion_rescue.synthesis.site import loose_shapes
from emotion_rescue.synthesis.site import made_shapes

SHAPES = {f.__name__: f for f in (
    basic_shapes.box, basic_shapes.block, basic_shapes.stone, basic_shapes.slab,
    basic_shapes.cylinder, basic_shapes.ball, basic_shapes.plane, loose_shapes.heap,
    loose_shapes.bricks, loose_shapes.scatter, loose_shapes.rods, loose_shapes.foliage,
    loose_shapes.blades, made_shapes.table, made_shapes.chair, made_shapes.shelf,
    made_shapes.car, made_shapes.car_glass, made_shapes.wheels)}
