// Where the segments of the text pool start: random state and byte offset of one sentence in every 9.3 MiB. The first
// is the seed of dbgen's text stream; the others follow from it, and text-pool.ts checks that they do whenever it
// makes a segment.

/** Where a sentence starts: the random state before it and its position in the pool. */
export type Checkpoint = readonly [state: number, offset: number];

export const checkpoints: readonly Checkpoint[] = [
  [933588178, 0],
  [1925335473, 9830424],
  [563391851, 19660810],
  [2096013216, 29491204],
  [374858592, 39321619],
  [138671338, 49152080],
  [1037153816, 58982448],
  [1524107, 68812820],
  [123793686, 78643223],
  [1628772256, 88473607],
  [181171974, 98304011],
  [764823328, 108134421],
  [1062410537, 117964817],
  [1546339090, 127795221],
  [652432975, 137625648],
  [2144846129, 147456075],
  [400078567, 157286442],
  [1027504690, 167116822],
  [46453828, 176947229],
  [1724970504, 186777602],
  [1105413057, 196608019],
  [1689164023, 206438492],
  [1956087994, 216268868],
  [1380217445, 226099227],
  [1407925218, 235929648],
  [75277368, 245760024],
  [1660456561, 255590452],
  [569786304, 265420831],
  [42055684, 275251227],
  [1039810711, 285081613],
  [2013011059, 294912013],
  [788345060, 304742424],
];
