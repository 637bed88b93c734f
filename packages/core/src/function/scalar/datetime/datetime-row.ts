// What most rows over dates, times and intervals have in common.
export const datetimeRow = { strict: true, volatility: "immutable", canFail: true } as const;
