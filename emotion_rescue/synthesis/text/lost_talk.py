"""What people say who are at a loss: those who need directions, and those who are in trouble."""

from emotion_rescue.synthesis.text.spoken_group import SpokenGroup

LOST_TALK: tuple[SpokenGroup, ...] = (
    SpokenGroup('questions', (5.2, 4.2, 5.0), {'Doubt/Confusion': 0.85, 'Engagement': 0.4,
                                               'Anticipation': 0.3}, 0.14, (
        'Sorry, where do I sign in?', 'Which way to the {building}?',
        'Is this the {side} entrance?', 'I do not understand the map.',
        'Did they say {number} or half past?', 'Who is in charge here?', 'Am I in the wrong line?',
        'What does this button do?', 'Could you repeat that, please?',
        'I am a bit confused about the rules.', 'Was that the all clear or the alarm?',
        'Why is the road closed?', 'What is going on over there?', 'Where did I put my {object}?',
        'Is it Monday or Tuesday today?', 'Do we have to bring our own blankets?',
        'I mixed up the names, was it {name} or somebody else?',
        'Hmm, this does not look like the {building}.',
        'Are you sure that this is the right {vehicle}?', 'What is that thing, a robot?',
        'Have we met before?', 'Do I turn {side} after the {building}?',
        'How do I switch the {object} on?', 'Wait, which {room} do you mean?',
        'I did not catch that, the engine is so loud.',
        'What are you, and who is steering you?'), (
        'Where can I get a form for the {vehicle}?', 'Is the {building} on this street?',
        'What did he say about the {object}?', 'I am not sure whether to wait here or over there.',
        'Is that my {object} or yours?', 'What time does the {building} open?')),
    SpokenGroup('dazed', (2.9, 4.6, 2.6), {'Doubt/Confusion': 0.85, 'Suffering': 0.5, 'Fear': 0.5,
                                           'Disquietment': 0.6}, 0.76, (
        'Where am I?', 'What happened to me?', 'I do not know where I am.',
        'I cannot remember anything.', 'My head is spinning, what is this place?',
        'I was asleep, and suddenly the {heavy} was on me.', 'Why can I not see anything?',
        'How did I get here, and why am I on the floor?',
        'Everything is blurred and you sound so far away.', 'I do not remember my name.',
        'There was a bang, and I do not know what came after.', 'Am I dead?', 'Is this a dream?',
        'I woke up and everyone was gone.', 'I keep forgetting what you tell me, my head hurts.',
        'It is all dark and I do not know which way is up.',
        'Who are all these people, where is my {relative}?',
        'I cannot find the way out of here, it is full of {stuff}.',
        'I have been wandering about since the blast, I do not know for how long.',
        'This is not my street, where has my house gone?',
        'I hear voices, but I cannot tell what they say.',
        'I have blood on my hands, and I do not know why.'), (
        'I do not recognise anything here.', 'What year is it? Who am I?',
        'Why am I lying here, what is wrong with me?',
        'I am lost, all the corridors look the same and there is {stuff}.',
        'What was that bang, and why is it so quiet now?')),
    SpokenGroup('delirious', (3.2, 3.4, 2.4), {'Doubt/Confusion': 0.8, 'Disconnection': 0.5,
                                               'Suffering': 0.5}, 0.74, (
        'The {furniture} is talking to me again.', 'Mother, is that you? Close the window.',
        'I have to catch the train, let me up, where are my shoes.',
        'There are spiders all over the ceiling, get them off.', 'Why is the snow so warm.',
        'Tell {name} to feed the {animal}, I am coming, I am coming.',
        'The lights are singing.'), (
        'Grandfather is waiting by the river, I see him.',
        'The walls are breathing, make them stop.')),
)
