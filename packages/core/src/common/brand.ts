// Branded primitives: a number that is a ColumnId cannot be passed where a StageId is asked for.
declare const tag: unique symbol;
export type Brand<Base, Name extends string> = Base & { readonly [tag]: Name };
