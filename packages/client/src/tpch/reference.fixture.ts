// SHA-256 sums and row counts of the .tbl files that the reference generator (the TPC's dbgen) writes. Used by tests only.

export interface ReferenceFile {
  readonly sha256: string;
  readonly bytes: number;
  readonly rows: number;
}

export const referenceFiles: Readonly<Record<string, Readonly<Record<string, ReferenceFile>>>> = {
  "0.01": {
    customer: { sha256: "6b690cce995cb715861ebf2c77aa02c61406e3a0ddcd3326d1ecfa969b9163f8", bytes: 240990, rows: 1500 },
    lineitem: {
      sha256: "ee411d23efcd2943ef70489799e37dfc24543dbd03b461a88e16fd82a95765e4",
      bytes: 7264250,
      rows: 60175,
    },
    nation: { sha256: "66f96949939fa8fdf1c4ffed1e5f6c2842fe11a14b51fdc6ed1e17460031e8c5", bytes: 2224, rows: 25 },
    orders: { sha256: "07cc8b362fda6d0b503c4d6c5d228817548e0688a3b21b590c52bb47b7b79c0f", bytes: 1659137, rows: 15000 },
    part: { sha256: "896e14465325110dd9cf05a16972028a58be0010959262176ecd97f4db1702f8", bytes: 237134, rows: 2000 },
    partsupp: {
      sha256: "5947b5ebab042b49148f82c1324ad122f7e0d98cfadcbef12da0a5e239e09e79",
      bytes: 1161705,
      rows: 8000,
    },
    region: { sha256: "6022658d673924389b54dcb70fa8c3d6da1b0d7afa3c1c017bab62a019df404f", bytes: 389, rows: 5 },
    supplier: { sha256: "9dc1002ee774699a092ed83ba278caf466d62a15d7e35bb6ed9293475528734b", bytes: 13795, rows: 100 },
  },
  "0.1": {
    customer: {
      sha256: "952d7f4ee8787657c94e488aae78524439f904fde9113382943ced58ba7895fa",
      bytes: 2426114,
      rows: 15000,
    },
    lineitem: {
      sha256: "6fe51474be8c04e04737c83f1cea2feaf3179e4f3bd6ba08c5065928d96ee60b",
      bytes: 74246996,
      rows: 600572,
    },
    nation: { sha256: "66f96949939fa8fdf1c4ffed1e5f6c2842fe11a14b51fdc6ed1e17460031e8c5", bytes: 2224, rows: 25 },
    orders: {
      sha256: "5e9fabe33d7f15596225a00da871f8c18b3da76f515c91119840c7115c50d101",
      bytes: 16893122,
      rows: 150000,
    },
    part: { sha256: "f262984f0a5063d20b2aff651c5ac8ca1eea182b3ee75b6a5dab3854eb471997", bytes: 2391090, rows: 20000 },
    partsupp: {
      sha256: "9a50586162af988723fa2c64969454ca34840e9a602bb9fbc974b9c3808f6620",
      bytes: 11728193,
      rows: 80000,
    },
    region: { sha256: "6022658d673924389b54dcb70fa8c3d6da1b0d7afa3c1c017bab62a019df404f", bytes: 389, rows: 5 },
    supplier: { sha256: "75d5d11bd57607c5386295e74bb8edec4af5dd08d43c5831b67c224473be9a08", bytes: 139625, rows: 1000 },
  },
};
