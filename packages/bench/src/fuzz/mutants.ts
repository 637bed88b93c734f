// Defects that are planted on purpose, to see that the fuzzer finds them: each is a change of one place in the engine's
// source, made while a process loads it (plant-mutant.ts) and nowhere else. What is to be changed must be there exactly
// once; when the engine moves on, its mutants move with it.

export interface Mutant {
  readonly name: string;
  /** Below packages/core/src. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export const mutants: readonly Mutant[] = [
  {
    name: "a condition passes a window and cuts its partitions",
    file: "optimizer/rules/push-down-predicates.ts",
    from: "columnsIn(one).size > 0 && isSubset(columnsIn(one), keys);",
    to: "columnsIn(one).size > 0 && keys.size >= 0;",
  },
  {
    name: "FULL JOIN forgets what only its right side has",
    file: "operator/join/join-shape.ts",
    from: 'return { probe: "pairs", isProbeOuter: true, rest: "unmatched", showsBuild: true };',
    to: 'return { probe: "pairs", isProbeOuter: true, rest: "none", showsBuild: true };',
  },
  {
    name: "tasks that group keep their groups to themselves",
    file: "planner/place-aggregate.ts",
    from: "if (isOneTask(input.distribution)) return whole(input.plan, repeated(placing, node, input.distribution));",
    to: "if (node.keys.length > 0 || isOneTask(input.distribution)) return whole(input.plan, input.distribution);",
  },
  {
    name: "NOT of AND is AND of NOT",
    file: "optimizer/simplify/logic.ts",
    from: 'kind: input.kind === "and" ? "or" : "and", args: input.args.map(simplifyNot)',
    to: "kind: input.kind, args: input.args.map(simplifyNot)",
  },
  {
    name: "NOT of NULL is true",
    file: "optimizer/simplify/logic.ts",
    from: "return input.value === null ? input : input.value === true ? FALSE : TRUE;",
    to: "return input.value === true ? FALSE : TRUE;",
  },
  {
    name: "NULLs come last in a descending order",
    file: "binder/order-direction.ts",
    from: '(sortby_nulls !== "SORTBY_NULLS_LAST" && descending)',
    to: "false",
  },
  {
    name: "NULLs are not equal in INTERSECT and EXCEPT",
    file: "planner/lower-set-operation.ts",
    from: "return { probe: key, build: key, nullsEqual: true };",
    to: "return { probe: key, build: key, nullsEqual: false };",
  },
  {
    name: "IN takes no notice of NULLs among what it looks in",
    file: "operator/join/hash-join-null-rule.ts",
    from: "if (validity === 0) return rule;",
    to: "if (validity >= 0) return rule;",
  },
  {
    name: "INTERSECT ALL counts the left side alone",
    file: "planner/lower-set-operation.ts",
    from: "branches: [{ when: isLess([left, right]), then: left }], otherwise: right, type: INT8",
    to: "branches: [{ when: isLess([left, right]), then: left }], otherwise: left, type: INT8",
  },
  {
    name: "count(x) counts NULLs",
    file: "function/aggregate/count.ts",
    from: "accumulators: (args) => [countOf(at(args, 0))],",
    to: 'accumulators: () => [{ operator: "count-rows", type: INT8 }],',
  },
  {
    name: "OFFSET counts as part of LIMIT",
    file: "operator/limit.ts",
    from: "const end = offset + (options.limit ?? Infinity);",
    to: "const end = Math.max(offset, options.limit ?? Infinity);",
  },
  {
    name: "numerics that are rounded lose their half",
    file: "function/cast/numeric-casts.ts",
    from: 'const half = constant("i64", power / 2n);',
    to: 'const half = constant("i64", power / 2n - 1n);',
  },
  {
    name: "left and right are each other",
    file: "function/scalar/text/outer-part.ts",
    from: 'lower: (args) => text(name, "ref", args),',
    to: 'lower: (args) => text(name === "left" ? "right" : "left", "ref", args),',
  },
  {
    name: "DISTINCT ON forgets the batch before",
    file: "operator/distinct-on.ts",
    from: "if (rows > 0) hasPrevious = 1;",
    to: "hasPrevious = 0;",
  },
];
