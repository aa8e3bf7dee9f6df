"""What people say in fun, with words that would be dreadful in earnest, and in play."""

from emotion_rescue.synthesis.text.spoken_group import SpokenGroup

_AMUSED = {'Happiness': 0.9, 'Pleasure': 0.5, 'Excitement': 0.35, 'Engagement': 0.3}

JOKING_TALK: tuple[SpokenGroup, ...] = (
    SpokenGroup('teasing', (8.2, 5.8, 6.8), _AMUSED, 0.03, (
        'Ha ha, very funny.', 'Just kidding.', 'I am only teasing you, {name}.', 'Got you!',
        'Oh you should see your face now!', 'Stop making me laugh.', 'That was a joke, relax.',
        'My {relative} snores so loud that it registers as an earthquake.',
        'You call that a {food}? I have seen better in a bin.', 'I am too pretty to be rescued.',
        'Hey robot, do you also make {drink}?', 'Do you come with a minibar?',
        'What is green and smells like paint? Green paint!', 'A robot walks into a bar, ouch.',
        'He tripped over his own {object}, priceless!', 'Smile, you are on camera!',
        'Is this the queue for the roller coaster?', 'I ordered a {vehicle}, not a toaster.',
        'I have not laughed like that in years.', 'And then the {animal} sat on the {food}!',
        'You are as blind as a bat, it is right in front of you!',
        'Ooh, look who is here, the boss!',
        'My cooking sets off the fire alarm every single time.',
        'Haha, no, I am messing with you.'), (
        'I am having you on.', 'Nice hat, did it come with the {vehicle}?',
        'Hahaha, that is a good one.', 'You win, funny man.',
        'Guess what the {animal} ate this time!')),
    SpokenGroup('dreadful_in_fun', (8.0, 5.8, 6.6), _AMUSED, 0.04, (
        'I am dead, this is the funniest thing ever.', 'You are such a pain, ha ha.',
        'My {relative} will murder me when she sees the {furniture}.', 'I am dying for a {drink}.',
        'Help, I am being attacked by a kitten!', 'I laughed so hard that my belly hurts.',
        'If he tells that story once more I will jump out of the window.',
        'What a bloody good joke.', 'This {food} is to die for.',
        'I nearly had a heart attack when you jumped out, you rascal!',
        'Save me, they want me to dance!', 'Kill me now, it is karaoke night, ha ha.',
        'Oh no, not your holiday pictures, have mercy!',
        'I broke my {limb} patting myself on the back.',
        'I am starving, I could eat the {animal}.', 'The exam was murder, but who cares.',
        'He scared me to death with that mask, it was brilliant.', 'My wallet is bleeding, ha ha.',
        'It is so hot that I am melting, where is my ice cream?',
        'We got slaughtered, nine to nil!', 'Man down, man down, he dropped his ice cream!',
        'I am stuck with you forever, poor me, ha ha.',
        'Shoot me if I ever wear a {colour} tie like that.', 'That pun was so bad it hurt, ha ha.',
        'Emergency, emergency, we are out of cake!',
        'I screamed like a girl on that ride, awesome!'), (
        'I would kill for a piece of {food}.', 'That joke slays me every time, ha ha.',
        'Help me, my {relative} started to sing!',
        'It is a disaster, they ran out of {drink}, ha ha.',
        'You scared the life out of me, you clown!')),
    SpokenGroup('fun', (8.3, 6.8, 6.6), {'Excitement': 0.8, 'Happiness': 0.8, 'Pleasure': 0.4},
                0.02, (
        'Yippee, again, again!', 'Come on, I race you to the {vehicle}!',
        'Look how high I can jump!', 'You cannot catch me!', 'We won, we won!',
        'That is so cool, it has wheels!', 'Can I steer it, please, please?', 'Wow, what a view!',
        'Happy birthday to you!', 'I am the king of the castle!',
        'Bang, bang, you are dead, now you must fall over!',
        'Help, the dragon is coming, quick, hide under the {furniture}, hee hee!',
        'Hey, that tickles!', 'Let us build a den in the {room}!', 'I got {number} stickers!',
        'Goal! Did you see that?', 'I cannot wait for the party!'), (
        'Woohoo, this is great!', 'My turn, my turn!', 'Boo! Did I scare you?',
        'Look at me, {name}!')),
)
