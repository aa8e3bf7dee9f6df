"""What a reader of a comparison of strategies has to know, in the words of its report."""

READING = """\
Mean over seeds, with the 95 % interval by resampling of people ({rounds} rounds, the same
resamples for all). It tells what other test people might give, with these trainings; what other
trainings might give is told by the seeds. A resample has some people twice, who are ranked side by
side, so intervals of AP and mAP lie a little high; those of differences hardly do. mAP and AP are
not interpolated unless 11-point (EMOTIC's own protocol) is said; the distress categories are
{distress}.
Chance of an AP is the share of people who have the category; a random ranking has a little more
where few have it. Precision, recall and F1 are means over the categories that somebody has. An
emotion is present from its threshold on, chosen on val (break-even); for the baselines from 0.5
on. VAD MAE is on 1..10, RMSE of levels divided by 10, ECE-15 of 15 bins. `-` is what a strategy
does not tell."""
SMALL_BASE = """\
- **Zero-shot** is that of a small model made for this comparison (two million parameters in the
  default sizes), whose tower learned posture, situation and facial actions, and whose language
  model learned general questions only. It has never read a word about feelings, so it can hardly
  know what the answers mean: it shows what comes of asking without teaching here, and says nothing
  about large models, which have read much.
- **Captions** are the same small model's answers to four general questions: the language model is
  told how many people there are, whether anybody lies, the place, and how much of the person is
  hidden. It is told nothing of the face.
- The tower is the same for all strategies of a seed, and was not taught what people feel."""
ANY = """\
- `-raw` are scores before calibration on val, good for ranking only. Calibration never turns a
  ranking round: a category that was ranked the wrong way on val gets the same probability for
  everybody.
- Probabilities of all models are calibrated on the same val people, and all are measured as a
  robot loads them, with 4-bit weights (SmolLM2: those of its file, Q4_1)."""
ORACLE = """\
- The **description** comes from the renderer: the true place, light, weather and number of people.
  A robot would have to find these out, so this is the most that such a description can help."""
