import numpy as np

from emotion_rescue.evaluation.bag_of_words import BagOfWords


def test_words_are_learned_and_their_order_is_not():
    texts = ['help me', 'please help', 'all fine', 'fine thanks'] * 5
    bag = BagOfWords(texts, np.array([1.0, 1.0, 0.0, 0.0] * 5))
    help_me, fine, unknown, empty, turned = bag.distress(
        ['Help, me!', 'fine', 'purple', '', 'me help'])
    assert help_me > 0.7 and fine < 0.3 and help_me == turned
    assert unknown == empty
