// Which package has what core lacks: URI schemes, functions, options of an engine. Core names what is missing and
// knows no package; this table turns that into one. A package that comes later adds its row.

export interface Provider {
  readonly package: string;
  readonly schemes: readonly string[];
  readonly functions: readonly string[];
  /** Of Engine.create. */
  readonly options: readonly "coordinator"[];
}

export const providers: readonly Provider[] = [
  { package: "@ffq/distributed", schemes: [], functions: [], options: ["coordinator"] },
  { package: "@ffq/s3", schemes: ["s3", "s3a"], functions: [], options: [] },
  {
    package: "@ffq/vector",
    schemes: [],
    functions: ["cosine_similarity", "cosine_distance", "l2_distance", "inner_product", "knn_search"],
    options: [],
  },
  { package: "@ffq/qdrant", schemes: ["qdrant"], functions: ["qdrant_search"], options: [] },
];
