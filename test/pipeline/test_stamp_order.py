import pytest

from emotion_rescue.pipeline.stamp_order import Order
from emotion_rescue.pipeline.stamp_order import StampOrder
from fakes import SECOND_NS


@pytest.mark.parametrize('seconds, orders', [
    ([], ''),
    ([0], 'NEXT'),
    ([5, 5, 6], 'NEXT NEXT NEXT'),
    ([50, 60, 59.1, 60.1], 'NEXT NEXT LATE NEXT'),
    ([50, 60, 59.9, 59.2, 59.0], 'NEXT NEXT LATE LATE JUMP'),
    ([50, 90, 60, 61, 60], 'NEXT NEXT JUMP NEXT JUMP'),
    ([50, 90, 51.5, 52], 'NEXT NEXT AGAIN NEXT'),
    ([50, 90, 0, 30, 1.5], 'NEXT NEXT AGAIN NEXT AGAIN'),
    ([50, 90, 10], 'NEXT NEXT JUMP'),
])
def test_order_of_stamps(seconds, orders):
    order = StampOrder()
    assert [order.place(round(s * SECOND_NS)) for s in seconds] == [
        Order[name] for name in orders.split()]
