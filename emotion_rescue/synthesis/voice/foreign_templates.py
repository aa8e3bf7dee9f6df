"""What people say in other languages: language of espeak-ng -> topic -> train, val, test.

Slots are filled by FOREIGN_FILLERS. Every language has the same four topics.
"""

FOREIGN_FILLERS: dict[str, dict[str, tuple[str, ...]]] = {
    'de': {'raum': ('der Küche', 'dem Keller', 'dem Bad', 'der Garage'),
           'wer': ('meine Mutter', 'mein Bruder', 'meine Tochter', 'mein Mann'),
           'glied': ('Bein', 'Knie', 'Handgelenk')},
    'es': {'raum': ('la cocina', 'el sótano', 'el baño', 'el garaje'),
           'wer': ('mi madre', 'mi hermano', 'mi hija', 'mi marido'),
           'glied': ('la pierna', 'el brazo', 'la espalda')},
    'fr-fr': {'raum': ('la cuisine', 'la cave', 'le garage', 'la chambre'),
              'wer': ('ma mère', 'mon frère', 'ma fille', 'mon mari'),
              'glied': ('à la jambe', 'au bras', 'au dos')},
    'it': {'raum': ('cucina', 'cantina', 'bagno', 'garage'),
           'wer': ('mia madre', 'mio fratello', 'mia figlia', 'mio marito'),
           'glied': ('la gamba', 'il braccio', 'la schiena')},
    'tr': {'raum': ('mutfakta', 'bodrumda', 'banyoda', 'garajda'),
           'wer': ('annem', 'kardeşim', 'kızım', 'kocam'),
           'glied': ('bacağım', 'kolum', 'sırtım')},
    'pt': {'raum': ('na cozinha', 'no porão', 'no banheiro', 'na garagem'),
           'wer': ('minha mãe', 'meu irmão', 'minha filha', 'meu marido'),
           'glied': ('a perna', 'o braço', 'as costas')},
}

FOREIGN_TEMPLATES: dict[str, dict[str, tuple[tuple[str, ...], ...]]] = {
    'de': {
        'small_talk': (('Ich war gerade in {raum}, als das Licht ausging.', 'Heute kommt {wer}.'),
                       ('Gestern war {wer} noch in {raum}.',),
                       ('Weißt du, ob {wer} noch in {raum} ist?',)),
        'reply': (('Ja.', 'Hallo?', 'Mir geht es gut.', 'Hier drüben.'), ('Guten Tag.',),
                  ('Alles in Ordnung.', 'Nein, danke.')),
        'calling': (('Hilfe! Hört mich jemand?', 'Bitte helfen Sie, {wer} ist in {raum}!'),
                    ('Hallo, wir sind in {raum}!',),
                    ('Ist da jemand? Wir sitzen in {raum} fest!',)),
        'hurt': (('Mein {glied} tut so weh!',), ('Ich glaube, mein {glied} ist gebrochen.',),
                 ('Vorsicht, mein {glied} blutet!',))},
    'es': {
        'small_talk': (('Ayer {wer} estuvo en {raum}.', 'Espero a {wer} desde la mañana.'),
                       ('Las llaves están en {raum}.',), ('Creo que {wer} viene más tarde.',)),
        'reply': (('Sí.', '¿Hola?', 'Estoy bien, gracias.'), ('Aquí estoy.',),
                  ('No pasa nada.', 'Buenas tardes.')),
        'calling': (('¡Socorro! ¿Hay alguien ahí?', '¡Por favor, {wer} está en {raum}!'),
                    ('¡Ayuda, estamos en {raum}!',), ('¡Vengan rápido, {wer} no se mueve!',)),
        'hurt': (('Me duele mucho {glied}.',), ('No puedo mover {glied}.',),
                 ('Creo que me rompí {glied}.',))},
    'fr-fr': {
        'small_talk': (('Hier, {wer} était dans {raum}.', 'Les clés sont dans {raum}.'),
                       ('Je crois que {wer} arrive ce soir.',),
                       ('Nous avons mangé avec {wer} à midi.',)),
        'reply': (('Oui.', 'Allô ?', 'Je vais bien, merci.'), ('Par ici.',),
                  ('Tout va bien.', 'Non, merci.')),
        'calling': (('Au secours ! Il y a quelqu’un ?', 'Aidez-nous, {wer} est dans {raum} !'),
                    ('Venez vite dans {raum} !',), ('S’il vous plaît, sortez-nous de {raum} !',)),
        'hurt': (('J’ai très mal {glied}.',), ('Je suis blessé {glied}.',),
                 ('Ne me touchez pas, je saigne {glied} !',))},
    'it': {
        'small_talk': (('Ieri {wer} era in {raum}.',), ('Le chiavi sono in {raum}.',),
                       ('Domani viene anche {wer}.',)),
        'reply': (('Sì.', 'Pronto?', 'Sto bene, grazie.'), ('Sono qui.',), ('Va tutto bene.',)),
        'calling': (('Aiuto! C’è qualcuno?', 'Aiutateci, {wer} è in {raum}!'),
                    ('Siamo chiusi in {raum}!',), ('Presto, venite in {raum}!',)),
        'hurt': (('Mi fa male {glied}.',), ('Non muovo più {glied}.',),
                 ('Attenti, ho rotto {glied}.',))},
    'tr': {
        'small_talk': (('Bu sabah {wer} {raum} idi.',), ('Anahtarlar {raum} kaldı.',),
                       ('Akşama {wer} da gelecek.',)),
        'reply': (('Evet.', 'Alo?', 'İyiyim, teşekkürler.'), ('Buradayım.',), ('Sorun yok.',)),
        'calling': (('İmdat! Kimse var mı?', 'Yardım edin, {wer} {raum} kaldı!'),
                    ('Biz {raum} kaldık!',), ('Lütfen acele edin, {wer} nefes almıyor!',)),
        'hurt': (('Çok acıyor, {glied} acıyor.',), ('Galiba {glied} kırıldı.',),
                 ('Dikkat, {glied} kanıyor!',))},
    'pt': {
        'small_talk': (('Ontem {wer} estava {raum}.',), ('As chaves ficaram {raum}.',),
                       ('Hoje à noite chega {wer}.',)),
        'reply': (('Sim.', 'Alô?', 'Estou bem, obrigado.'), ('Estou aqui.',), ('Tudo bem.',)),
        'calling': (('Socorro! Tem alguém aí?', 'Por favor, {wer} está {raum}!'),
                    ('Estamos presos {raum}!',), ('Venham depressa, {wer} desmaiou!',)),
        'hurt': (('Estou com dor, dói muito {glied}.',), ('Não sinto mais {glied}.',),
                 ('Cuidado, machuquei {glied}.',))},
}
