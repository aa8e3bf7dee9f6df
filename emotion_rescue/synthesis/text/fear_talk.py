"""What people say who are afraid, call for help, look for others, or mourn them."""

from emotion_rescue.synthesis.text.spoken_group import SpokenGroup

_FEAR = {'Fear': 0.9, 'Disquietment': 0.6, 'Suffering': 0.4}

FEAR_TALK: tuple[SpokenGroup, ...] = (
    SpokenGroup('calling', (2.4, 7.0, 3.0), {**_FEAR, 'Anticipation': 0.4}, 0.85, (
        'Help, help, we are in here!', 'Can anybody hear me?', 'Please, I need help!',
        'Get us out of here!', 'Hello, is somebody out there, please?',
        'Do not leave, I am down here!', 'We have been shouting for hours.',
        'I am in the {room}, please send somebody!', 'Help us, my {relative} is not moving!',
        'Over here, under the {heavy}!', 'Please come back!', 'Somebody call an ambulance!',
        'Call nine one one, quick!', 'Will you please come and get me?',
        'SOS, we are stuck in the {room}.', 'I hear you digging, I am right below you!',
        'There are {number} of us buried here, hurry!', 'Please, please, please help me.',
        'I cannot get out by myself.', 'Excuse me, could somebody let me out of here, please?'), (
        'Is anyone coming for us?', 'Down here, help, please!', 'Get my {relative} out of there!',
        'I need somebody, anybody, please answer!', 'Please do not drive away!')),
    SpokenGroup('collapse', (2.0, 8.0, 2.6), _FEAR, 0.9, (
        'It is going to collapse!', 'The {heavy} is coming down on us!', 'Run, it is falling!',
        'Everything is shaking again!', 'Did you feel that, there is another one!',
        'The ceiling, look at the ceiling, it is cracking!', 'Stones keep falling on me.',
        'I am afraid to move because everything might come down.',
        'The {heavy} is slipping, oh God!', 'We must get out before it caves in!',
        'I hear the beams creak, we will be buried alive.',
        'The stairs broke away under me and I am holding on to the rail.'), (
        'The wall is tilting, it will crush us!', 'Please get me down, the ledge is crumbling!',
        'Another quake, oh no, not again!')),
    SpokenGroup('fire_and_water', (2.0, 8.0, 2.6), _FEAR, 0.92, (
        'Fire, fire, the {room} is on fire!', 'The smoke is getting thicker, I am choking.',
        'We cannot get through, there are flames everywhere.', 'I cannot breathe in here.',
        'There is hardly any air left.', 'The water keeps rising, it is at my neck.',
        'The current is pulling me away!',
        'We are sitting on the roof and the water does not stop.', 'I smell gas, it will explode!',
        'The door handle is red hot.', 'I am going under!', 'Open the window, I am suffocating!',
        'My {relative} was swept away, I cannot see her!', 'The ice is breaking under me!',
        'The car is filling with water and the belt is stuck.'), (
        'Something is burning and I cannot get the door open.', 'I am drowning, throw me a rope!',
        'The fumes make me cough all the time, I need air.', 'Water is pouring into the {room}!')),
    SpokenGroup('violence', (2.0, 7.6, 2.6), {**_FEAR, 'Anger': 0.3}, 0.9, (
        'He has a gun!', 'Please do not shoot!', 'They are breaking down the door.',
        'Keep him away from me!', 'Do not hurt me, take whatever you want.',
        'I am hiding in the {room}.', 'He said he would kill us.', 'Let go of me!',
        'Be quiet, they will hear us.', 'Somebody is following me.',
        'The dog has got me, call it off!', 'They took my {relative}.'), (
        'He is coming back with a gun, hide!', 'Do not hit me again, please.',
        'Who is there? Go away!')),
    SpokenGroup('afraid', (2.3, 7.0, 2.8), _FEAR, 0.85, (
        'I am scared.', 'I am so afraid.', 'I am terrified of the dark.', 'I do not want to die.',
        'Are we going to die?', 'My heart is pounding and I cannot calm down.', 'Hold me, please.',
        'Do not leave me alone.', 'I cannot look down, I am too scared.', 'I am panicking.',
        'What is that noise? Oh God, what is it?', 'I am a little scared, to be honest.',
        'Please stay on the line, I am frightened.', 'I cannot do this, I cannot do this.',
        'My legs are trembling, I cannot take another step.', 'Nobody will ever find us here.',
        'It is pitch black and something is moving.', 'Please talk to me, I am so alone.',
        'I try to be brave, but I am really worried that nobody comes.',
        'I feel sick with fear.'), (
        'I am scared stiff.', 'I do not think that I will survive this.',
        'Please stay, I am afraid.', 'I am shaking all over.',
        'I have a very bad feeling, please get me out.')),
    SpokenGroup('child_afraid', (2.2, 7.2, 2.4), {**_FEAR, 'Yearning': 0.6, 'Sadness': 0.4},
                0.86, (
        'Mummy! Mummy!', 'I want to go home.', 'Where is my daddy?',
        'There is a monster, it roars!', 'I lost my mummy.', 'Mum does not wake up.',
        'My teddy is gone and I am cold.', 'I do not like it here, it is dark.',
        'Daddy, please come, I am scared.', 'I want my {relative}.',
        'I am not supposed to talk to strangers, but I cannot find my mummy.'), (
        'Mama, I am scared!', 'Grandma is lying there and does not talk.', 'I want out!')),
    SpokenGroup('searching', (2.6, 6.8, 3.4), {'Disquietment': 0.8, 'Fear': 0.6, 'Yearning': 0.5,
                                               'Suffering': 0.4}, 0.74, (
        'Have you seen my {relative}?', 'I cannot find my {relative} anywhere.',
        '{name}! {name}, answer me!',
        'He was in the {room} when it happened, please look for him.',
        'My {relative} went in and never came out.', 'She does not pick up her phone.',
        'I lost him in the crowd, he is only {number}.', 'Please, my baby, where is my baby?',
        'They are still inside, all of them!', 'I must go back in, my {relative} is in there!'), (
        'My {relative} is missing since the blast.', 'Where is {name}, he was next to me!')),
    SpokenGroup('grief', (1.9, 4.6, 2.8), {'Sadness': 0.95, 'Suffering': 0.8, 'Pain': 0.15},
                0.86, (
        'My {relative} is dead.', 'She is gone, she is gone.', 'Why him, why not me?',
        'I have lost everything.', 'He died in my arms.', 'I have nobody left.',
        'It is all my fault.', 'I cannot stop crying.',
        'There is no point any more, leave me here.', 'They are all dead.',
        'We were going to be married in spring, and now she is under there.',
        'Wake up, please wake up, {name}.', 'I do not want to live without my {relative}.'), (
        'My {relative} did not make it.', 'I will never hold him again.',
        'Everything we had is gone.')),
    SpokenGroup('goodbye', (1.9, 4.6, 2.2), {'Sadness': 0.7, 'Fear': 0.6, 'Suffering': 0.7,
                                             'Yearning': 0.5}, 0.92, (
        'If I do not get out, tell my {relative} that I am sorry.', 'I am not going to make it.',
        'Give my ring to my {relative}.', 'It is no use, save the others.',
        'I am getting so sleepy.', 'Just let me go.',
        'My battery is at one per cent, this is goodbye.', 'I cannot hold on.',
        'I love you, please remember that.', 'I think that this is the end.'), (
        'Say goodbye to my {relative} from me.', 'I cannot fight any more.')),
    SpokenGroup('short_fear', (2.2, 7.8, 2.6), _FEAR, 0.86, (
        'Help!', 'Help me!', 'Please!', 'No! No!', 'Oh God!', 'Oh my God!', 'Get out!', 'Run!',
        'Somebody!', 'Get me out!', 'Hurry!', 'Look out!', 'Save us!', 'Stop!', 'In here!',
        'Please, help.', 'Stay away!', 'Mayday, mayday!', 'Aah!', 'Quick, quick!'), (
        'Help us!', 'Please, no!', 'Come quickly!', 'Anybody?', 'Hurry, please!')),
)
