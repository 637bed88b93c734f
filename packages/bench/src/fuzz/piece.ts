// SQL text as a tree of pieces, so that a failing statement can be made smaller: a piece knows what may stand in
// its place. Nothing here knows SQL.

export interface Piece {
  readonly parts: readonly (string | Piece)[];
  /** Smaller pieces of the same kind. */
  readonly instead: readonly Piece[];
}

export const piece = (...parts: readonly (string | Piece)[]): Piece => ({ parts, instead: [] });

/** The piece, with others that may stand in its place when a statement is made smaller. */
export const orElse = (of: Piece, ...instead: readonly Piece[]): Piece => ({
  parts: of.parts,
  instead: [...of.instead, ...instead],
});

/** A piece that a statement can do without. */
export const optional = (...parts: readonly (string | Piece)[]): Piece => orElse(piece(...parts), piece(""));

export function joined(pieces: readonly Piece[], separator: string): Piece {
  return piece(...pieces.flatMap((part, position) => (position === 0 ? [part] : [separator, part])));
}

export function textOf({ parts }: Piece): string {
  return parts.map((part) => (typeof part === "string" ? part : textOf(part))).join("");
}

/** Every tree that is one replacement away, those that change most first. */
export function* reductions(root: Piece): Generator<Piece> {
  let level: readonly Place[] = [{ of: root, rebuild: (with_) => with_ }];
  while (level.length > 0) {
    for (const { of, rebuild } of level) for (const smaller of of.instead) yield rebuild(smaller);
    level = level.flatMap(placesBelow);
  }
}

interface Place {
  readonly of: Piece;
  readonly rebuild: (replacement: Piece) => Piece;
}

function placesBelow({ of, rebuild }: Place): Place[] {
  return of.parts.flatMap((part, position) =>
    typeof part === "string"
      ? []
      : [{ of: part, rebuild: (replacement) => rebuild({ ...of, parts: of.parts.with(position, replacement) }) }],
  );
}
