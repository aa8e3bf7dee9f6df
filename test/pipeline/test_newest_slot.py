import threading

import pytest

from emotion_rescue.pipeline.newest_slot import NewestSlot


@pytest.mark.parametrize('items, taken, replaced', [
    ([], None, 0),
    ([1], 1, 0),
    ([1, 2], 2, 1),
    ([1, 2, 3], 3, 2),
])
def test_newest_item_wins_and_losses_are_counted(items, taken, replaced):
    slot = NewestSlot()
    for item in items:
        assert slot.put(item)
    assert slot.take(timeout_s=0.0) == taken
    assert (slot.received, slot.replaced) == (len(items), replaced)
    assert slot.take(timeout_s=0.0) is None


def test_take_waits_for_an_item_of_another_thread():
    slot = NewestSlot()
    taken = []
    consumer = threading.Thread(target=lambda: taken.append(slot.take(timeout_s=10.0)))
    consumer.start()
    slot.put('late')
    consumer.join(10.0)
    assert taken == ['late']


def test_close_wakes_the_consumer_and_counts_what_was_waiting():
    slot = NewestSlot()
    consumer = threading.Thread(target=slot.take)
    consumer.start()
    slot.close()
    consumer.join(10.0)
    assert not consumer.is_alive()

    slot = NewestSlot()
    slot.put('waiting')
    slot.close()
    assert slot.take() is None
    assert not slot.put('too late')
    assert (slot.received, slot.replaced) == (1, 1)


def test_none_cannot_be_put():
    with pytest.raises(ValueError, match='None'):
        NewestSlot().put(None)


def test_every_item_of_many_producers_is_accounted_for():
    slot = NewestSlot()
    taken = []

    def produce(start):
        for item in range(start, start + 500):
            slot.put(item)

    def consume():
        while (item := slot.take()) is not None:
            taken.append(item)

    consumer = threading.Thread(target=consume)
    consumer.start()
    producers = [threading.Thread(target=produce, args=(1 + 1000 * n,)) for n in range(4)]
    for thread in producers:
        thread.start()
    for thread in producers:
        thread.join(30.0)
    slot.close()
    consumer.join(30.0)
    assert slot.received == 2000
    assert len(taken) + slot.replaced == 2000
    assert len(set(taken)) == len(taken)
