"""What rescuers say at work: calm words about dreadful things, orders, radio, comfort."""

from emotion_rescue.synthesis.text.spoken_group import SpokenGroup

_AT_WORK = {'Engagement': 0.9, 'Confidence': 0.6, 'Anticipation': 0.3}

WORK_TALK: tuple[SpokenGroup, ...] = (
    SpokenGroup('orders', (5.8, 5.4, 7.2), _AT_WORK, 0.06, (
        'Bring the {tool} to the {side} side.', 'Everybody step back from the {heavy}.',
        'We go in pairs, nobody goes alone.', 'Cut the power before you touch anything.',
        'Hand me the {tool}.', 'Quiet please, we are listening.', 'Lift on my command.',
        'Put your helmets on.', 'Team {number} takes the {room}.', 'Lower the rope slowly.',
        'Prop up that {heavy} before you crawl under it.', 'Write the number on the door.',
        'Pull the {vehicle} up to the entrance.', 'Stop digging, I hear something.',
        'Keep the road free for the {vehicle}.', 'Walk slowly and hold on to the rail.',
        'Please follow me to the {building}.', 'Stand clear, we are going to cut.',
        'Pass the buckets along the line.', 'Get me a longer ladder.',
        'Check the {room} once more, then mark it as searched.', 'Hurry up with the {tool}, lads.',
        'Go, go, go, get the pump running.', 'Nobody enters until the gas is shut off.'), (
        'Set the {tool} down and wait for my sign.', 'Clear the {room}, then report to me.',
        'Take the {side} stairs, the others are not safe.', 'Watch the edge, keep to the {side}.',
        'Two of you come with me, the rest stays here.')),
    SpokenGroup('medics', (4.8, 5.2, 7.0), {**_AT_WORK, 'Sympathy': 0.35}, 0.1, (
        'He has a fractured skull, put him on a backboard.', 'She is in shock, keep her warm.',
        'Possible internal bleeding, blood pressure eighty over fifty.',
        'The man under the {heavy} is conscious and talking.',
        'We have {number} dead and two wounded.', 'This one is deceased, go on to the next.',
        'Start compressions, I will do the breathing.',
        'Cut the trouser leg, I want to see the wound.',
        'Amputation below the knee, bag the limb.',
        'Female, about forty, burns on both arms, stable.',
        'Splint the {limb} before you move her.', 'How bad is the pain, from one to ten?',
        'Tell me where it hurts.', 'The patient screams when I press on the {limb}.',
        'Child with a head wound, take him first.',
        'Put an oxygen mask on him, he swallowed smoke.',
        'She has lost a lot of blood, get a line in.', 'No pulse, give me the defibrillator.',
        'His {limb} is trapped, we need the spreader.', 'Does it hurt when I do this?',
        'She was buried for two days, be careful with her kidneys.',
        'Black tag for him, red tag for the woman.', 'The victim is still under the {heavy}.',
        'He is frightened, somebody sit with him.'), (
        'The woman has a collapsed lung, we move her first.',
        'Bandage his {limb}, then carry him out.', 'The boy is dead, cover him up.',
        '{number} injured, one of them badly, send a {vehicle}.',
        'Ask her whether she can feel her {limb}.')),
    SpokenGroup('radio', (5.4, 5.0, 7.0), _AT_WORK, 0.07, (
        'Command, this is team {number}, we have reached the {room}, over.', 'Roger, understood.',
        'Say again, you are breaking up.', 'Dispatch, send one more {vehicle}.',
        'We are at the {building}, starting the search now.', 'Victim located, {side} side, over.',
        'Structure is unstable, we are pulling back, over.', 'Send a doctor to sector {number}.',
        'Fire is under control, over and out.', 'Be advised, {stuff} in the {room}.',
        'Negative, nobody in the {room}.', 'Standing by.',
        'Mayday exercise only, this is a drill.', 'Three victims recovered, all alive, over.',
        'Casualty on board, leaving for the hospital.',
        'All units, all units, evacuate the {building} now.',
        'Requesting a crane at the {building}.', 'Robot is inside, picture is good.',
        'Copy, moving to the {side}.'), (
        'Control, team {number} is back at the {vehicle}, over.',
        'Affirmative, one body recovered.', 'Received, will do.',
        'Search of the {building} complete, no survivors found, over.')),
    SpokenGroup('comfort', (5.8, 4.6, 6.8), {'Sympathy': 0.8, 'Engagement': 0.6, 'Affection': 0.3,
                                             'Confidence': 0.4}, 0.09, (
        'You are going to be fine, I am right here.', 'Stay with me, keep your eyes open.',
        'The ambulance is coming, hold on a little longer.',
        'I know it hurts, we are nearly done.', 'Do not be afraid, I will not leave you alone.',
        'Shh, it is only thunder.', 'I know you are scared, that is normal.',
        'Squeeze my hand when it gets bad.',
        'We will get that {heavy} off your {limb}, just lie still.', 'Nobody will hurt you here.',
        'You are bleeding a bit, but I have stopped it.', 'Your mum is on her way.',
        'I am so sorry for your loss.', 'Can you tell me your name, sweetheart?',
        'Look at me, breathe in, breathe out.', 'You did very well, the worst is over.',
        'Help is here, you are not going to die.', 'There, there, do not cry.'), (
        'We are almost with you, do not give up.', 'I am holding you, you cannot fall.',
        'I know, I know, the pain will stop soon.', 'Everything will be all right, {name}.')),
    SpokenGroup('overwhelmed', (2.6, 5.4, 3.2), {'Sadness': 0.6, 'Suffering': 0.6, 'Fatigue': 0.5,
                                                 'Disquietment': 0.5}, 0.72, (
        'I could not save her, she died in my hands.', 'I cannot go back in, I just cannot.',
        'There are so many, I do not know whom to help first.', 'I still hear them screaming.',
        'My own men are under there and I sent them in.', 'I froze, I could not do anything.',
        'All those children, oh God, all those children.',
        'Please, somebody relieve me, I am done.'), (
        'I keep seeing his face, I cannot bear it.', 'He let go of my hand and I lost him.')),
)
