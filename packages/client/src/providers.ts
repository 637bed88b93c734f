// Which package has what core lacks. Core knows no package; this table turns an option into one. A package gets its row
// when it is published: what is not there must not be named as something to install, since anybody could publish it.

export interface Provider {
  readonly package: string;
  /** Of Engine.create. */
  readonly options: readonly "coordinator"[];
}

export const providers: readonly Provider[] = [{ package: "@ffq/distributed", options: ["coordinator"] }];
