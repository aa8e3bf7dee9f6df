"""General questions for a training: some to learn, others to ask before and after."""

from pathlib import Path

from emotion_rescue.training.affect_recipe import AffectRecipe
from emotion_rescue.training.answer_stage import GeneralQuestions
from emotion_rescue.training.replay_file import read_replay
from emotion_rescue.training.replay_file import split_replay
from emotion_rescue.training.replay_questions import replay_questions
from emotion_rescue.training.training_sets import TrainingSets


def general_questions(recipe: AffectRecipe, sets: TrainingSets, pupil, seen, val_seen
                      ) -> tuple[GeneralQuestions | None, GeneralQuestions | None]:
    """Return questions to learn, and questions to ask only; None where the recipe wants none.

    They come from the recipe's file where it names one, else from what the renderer knows; where
    there is neither, there are none.

    Args:
        recipe: replay, replay_share, retention_items, view and seed are read.
        sets: of people.
        pupil: shows pictures of a file to its model.
        seen: what the model is given of the training people.
        val_seen: the same of the validation people.
    """
    if not recipe.replay_share and not recipe.retention_items:
        return None, None
    if recipe.replay:
        questions, images = read_replay(Path(recipe.replay))
        learned, asked = split_replay(questions, recipe.seed)
        seen = val_seen = pupil.look_at_images(images)
    elif sets.rendered:
        cropped = recipe.view == 'crop'
        learned, asked = (replay_questions(part.folder, part.whole, recipe.seed, cropped)
                          for part in (sets.train, sets.val))
    else:
        return None, None
    asked = asked[:recipe.retention_items]
    return (GeneralQuestions(seen, learned) if recipe.replay_share and learned else None,
            GeneralQuestions(val_seen, asked) if asked else None)
