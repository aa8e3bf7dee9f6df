"""What people say who are hurt, ill or worn out: crying, plainly, and much too politely."""

from emotion_rescue.synthesis.text.spoken_group import SpokenGroup

_PAIN = {'Pain': 0.9, 'Suffering': 0.75, 'Fear': 0.3}

HURT_TALK: tuple[SpokenGroup, ...] = (
    SpokenGroup('wounds', (2.0, 6.0, 2.6), _PAIN, 0.92, (
        'I am bleeding.', 'I am hurt.', 'My {limb} is broken.', 'My {limb} hurts like hell.',
        'There is a piece of metal in my {limb}.', 'My {limb} is bent the wrong way.',
        'I cannot move my {limb}.', 'The {heavy} fell on my {limb}.',
        'I fell from the {furniture} and now I cannot get up.',
        'My head is bleeding, it runs into my eyes.', 'My skin is coming off, it was the steam.',
        'I think my ribs are broken.', 'I have been stabbed.', 'I was hit by a {vehicle}.',
        'Do not pull, my {limb} is caught!', 'I cannot feel my {limb}.',
        'My {limb} is swelling up and turning blue.', 'I have cut myself badly on {stuff}.',
        'Blood is coming out of my ear.', 'I hit my head, and I am seeing stars.',
        'My tooth went through my lip and my jaw will not close.',
        'Something in my back snapped when I was thrown down.', 'My hands are burnt.'), (
        'My {limb} is cut open.', 'There is blood all over me.',
        'I landed on my {limb} and it gave way.', 'I cannot lift my {limb}, it is smashed.',
        'The {heavy} has broken my {limb}.')),
    SpokenGroup('pain', (1.8, 6.6, 2.4), _PAIN, 0.93, (
        'It hurts.', 'It hurts so bad.', 'Ow, ow, stop!', 'Ouch, do not touch it!',
        'The pain is killing me.', 'I cannot stand the pain any longer.',
        'Please give me something against the pain.', 'Ah, my {limb}, my {limb}!',
        'Please, not so fast, it hurts.', 'It is like fire in my {limb}.',
        'Do not move me, please do not move me.', 'Make the pain go away.', 'Aargh!',
        'Oh, my back.', 'It is worse when I breathe in.',
        'Can you be gentle, my {limb} is very sore.', 'I would scream if I had the strength.',
        'My belly is hard and hurts terribly.'), (
        'The pain, oh, the pain!', 'Ow, that is my bad {limb}!', 'It hurts more and more.',
        'Please stop, you are hurting me.')),
    SpokenGroup('trapped', (2.1, 5.8, 2.2), {'Fear': 0.6, 'Pain': 0.5, 'Suffering': 0.7,
                                             'Disquietment': 0.5}, 0.88, (
        'I am trapped under the {heavy}.', 'The {heavy} is on top of me.',
        'I am stuck, I cannot move.', 'I am wedged between the {furniture} and the wall.',
        'Something heavy lies across my chest.', 'I am pinned down by the {heavy}.',
        'My {limb} is jammed in the door.', 'I can only move one hand.',
        'We are locked in the {room} and the key broke off.',
        'The {vehicle} rolled over and I hang upside down.', 'There is rubble up to my waist.',
        'I have been under here for {number} hours.',
        'I am buried, there is just a small hole where I get air.',
        'The lift stopped between floors and it is getting hard to breathe.',
        'The roof is lying on my legs.'), (
        'I am caught under a {heavy}, I cannot crawl out.', 'I cannot free my {limb}.',
        'I am stuck in the {room}, and the {heavy} blocks the door.')),
    SpokenGroup('understated', (3.0, 3.8, 3.4), {'Pain': 0.75, 'Suffering': 0.6, 'Fatigue': 0.3},
                0.82, (
        'I am afraid that my {limb} is not quite where it should be.',
        'Sorry, I seem to be bleeding rather a lot.', 'I hate to bother you, but I cannot get up.',
        'It is nothing, just a broken {limb}.', 'Only a little blood, but it does not stop.',
        'When you have a moment, there is a {heavy} on my {limb}.',
        'I would wave, but my {limb} will not move.', 'No hurry, but I am getting a bit faint.',
        'I have been better, I think I broke something.',
        'Take care of my {relative} first, I have just lost some fingers.',
        'Bit of a problem, I cannot feel my legs.',
        'Do not be shocked, my {limb} looks quite nasty.',
        'I am okay, but something is stuck in my chest.',
        'I suppose I need a doctor, if it is not too much trouble.',
        'I am fine as long as I do not breathe too deeply.',
        'It is just my {limb}, it is crushed, that is all.',
        'I do not like to complain, but the pain is rather strong.'), (
        'Sorry to ask, but could you stop the bleeding on my {limb}?',
        'I am all right apart from the {limb}, which is broken.',
        'It might be nothing, but I cannot move my neck.',
        'Thank you, I am well, only that I cannot get this {heavy} off me.')),
    SpokenGroup('ill', (2.3, 4.6, 2.6), {'Suffering': 0.75, 'Pain': 0.5, 'Fear': 0.4,
                                       'Fatigue': 0.4}, 0.86, (
        'I need my medicine.', 'I have asthma and my inhaler is gone.', 'My chest feels tight.',
        'I am diabetic and I feel very strange.', 'The baby is coming, right now!',
        'I feel so dizzy.', 'I am going to be sick.', 'I am about to pass out.',
        'Everything is going black.', 'I have a fever and I cannot stop shivering.',
        'I think that I am having a heart attack.', 'I cannot swallow, my throat is swelling.',
        'I took too many pills.', 'I am allergic and I was stung by {number} wasps.',
        'My oxygen bottle is almost empty.', 'I am losing the baby.', 'I need a doctor.',
        'Please get me to a hospital.'), (
        'I have a weak heart, and my pills are in the {room}.', 'I feel faint, catch me.',
        'I need my inhaler, quick.', 'My waters broke and I am alone.')),
    SpokenGroup('worn_out', (2.5, 2.8, 2.4), {'Fatigue': 0.8, 'Suffering': 0.6, 'Sadness': 0.3},
                0.76, (
        'I have had nothing to drink for two days.', 'I am freezing.',
        'I am so cold, I cannot feel my hands.', 'Water, please, water.',
        'I have no strength left.', 'I cannot go on, leave me here.',
        'We have not eaten since the roof came down.', 'I am so weak that I cannot even sit up.',
        'My mouth is dry and my lips are cracked.', 'How long have I been lying here?',
        'I am so tired, I just want to close my eyes and never wake up.',
        'My clothes are soaked and I am shivering.',
        'I cannot keep my eyes open, I am so weak.'), (
        'I am dying of thirst down here, there is no water at all.',
        'My fingers are frozen stiff.',
        'I have been out in the cold all night with a broken {limb}.')),
    SpokenGroup('short_hurt', (2.0, 6.0, 2.6), _PAIN, 0.86, (
        'Ow!', 'Ouch!', 'My {limb}!', 'It hurts!', 'Doctor!', 'I am hurt.', 'Blood.',
        'So much blood.', 'I cannot breathe.', 'Careful!', 'Please, it hurts.', 'Water.',
        'Not there!', 'I cannot move.', 'Gently, gently!', 'The pain.', 'Medic!', 'I am stuck.'), (
        'Aua, my {limb}!', 'It is bleeding!', 'So cold.', 'I am trapped.', 'I need help.')),
)
