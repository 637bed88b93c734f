// Which package a missing URI scheme or function comes from. Core names what is missing and knows no package;
// this table turns that into an install command. A package that comes later adds its row.
import type { FfqError } from "@ffq/core";

interface Provider {
  readonly package: string;
  readonly schemes: readonly string[];
  readonly functions: readonly string[];
}

const providers: readonly Provider[] = [
  { package: "@ffq/s3", schemes: ["s3", "s3a"], functions: [] },
  {
    package: "@ffq/vector",
    schemes: [],
    functions: ["cosine_similarity", "cosine_distance", "l2_distance", "inner_product", "knn_search"],
  },
  { package: "@ffq/qdrant", schemes: ["qdrant"], functions: ["qdrant_search"] },
];

/** How the reader gets what the error says is missing; undefined when no package of ours has it. */
export function remedyOf(error: FfqError): string | undefined {
  const scheme = error.context?.["scheme"];
  const name = error.context?.["function"];
  const found = providers.find(
    ({ schemes, functions }) =>
      (typeof scheme === "string" && schemes.includes(scheme)) ||
      (typeof name === "string" && functions.includes(name)),
  );
  return found === undefined ? undefined : `${found.package} has it: npm install ${found.package}`;
}
