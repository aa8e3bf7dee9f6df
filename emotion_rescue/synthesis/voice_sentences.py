"""What synthetic speakers say: everyday sentences, so that only the voice carries the emotion.

Each sentence belongs to one split. Words such as "help" are kept out on purpose: a model of tone
must not learn them here; words are judged from the transcript.
"""

# (espeak-ng language, sentence)
SENTENCES: dict[str, tuple[tuple[str, str], ...]] = {
    'train': (
        ('en', 'There is somebody in the room next to this one.'),
        ('en', 'I think the stairs are on the left side.'),
        ('en', 'My name is Anna and I live on the third floor.'),
        ('en', 'The door at the end of the corridor does not open.'),
        ('en', 'We were sitting at the table when it happened.'),
        ('en', 'Can you see the light coming through the wall?'),
        ('en', 'My brother went out to buy some bread.'),
        ('en', 'It is about four metres from here to the window.'),
        ('en', 'I can hear you, but I do not see you.'),
        ('en', 'The dog was here a moment ago.'),
        ('en', 'Somebody has to tell my mother where I am.'),
        ('en', 'Please come a little closer to the wall.'),
        ('en', 'Two people were in the kitchen this morning.'),
        ('en', 'I have been here since eight in the evening.'),
        ('en', 'The roof is right above my head.'),
        ('en', 'Where did all the others go?'),
        ('en-us', 'Take the second road behind the school.'),
        ('en-us', 'They told me to wait for the next bus.'),
        ('en-us', 'I put the keys on top of the fridge.'),
        ('en-us', 'You are standing right in front of me.'),
        ('de', 'Ich bin im zweiten Stock neben der Treppe.'),
        ('de', 'Meine Schwester war gerade noch hier.'),
        ('de', 'Die Tür am Ende des Flurs geht nicht auf.'),
        ('es', 'Mi hermano estaba en la cocina.'),
        ('es', 'La puerta no se abre desde aquí.'),
        ('fr-fr', 'Je suis au deuxième étage près de la fenêtre.'),
        ('fr-fr', 'Ma mère était dans la chambre.'),
        ('it', 'La finestra è dietro di me.'),
        ('tr', 'Kardeşim yan odadaydı.'),
        ('pt', 'O meu pai está na sala.'),
    ),
    'val': (
        ('en', 'The car is parked behind the house.'),
        ('en', 'I believe there are three of us down here.'),
        ('en-us', 'What time did you say it was?'),
        ('de', 'Der Keller ist unter dem Haus nebenan.'),
        ('es', 'Estamos cerca de la escalera.'),
        ('fr-fr', 'La voiture est derrière la maison.'),
    ),
    'test': (
        ('en', 'The water is coming from the upper floor.'),
        ('en', 'She was standing by the old tree.'),
        ('en', 'Nobody has walked past for an hour.'),
        ('en-us', 'Turn around and look at the yellow box.'),
        ('de', 'Vor dem Fenster steht ein großer Schrank.'),
        ('es', 'El agua viene del piso de arriba.'),
        ('fr-fr', 'Elle était assise à côté du lit.'),
        ('it', 'Siamo in due sotto il tavolo.'),
    ),
}
