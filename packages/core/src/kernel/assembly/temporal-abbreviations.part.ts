// Abbreviations of time zones with their offsets, as words of temporal-words.part.ts: the list of
// type/zone-abbreviations.ts, to which a test holds it.

/** No zone has this offset. */
export const NO_ZONE: i32 = i32.MIN_VALUE;

/** Seconds east of Greenwich by a packed word, or NO_ZONE. */
export function zoneOfWord(key: u64): i32 {
  switch (key) {
    case 0x3ab4: return -39600;
    case 0xd74:
    case 0x2274:
    case 0xa0514: return -36000;
    case 0x68654: return -34200;
    case 0xae74:
    case 0x385b4: return -32400;
    case 0x4274:
    case 0xac94: return -28800;
    case 0x3674:
    case 0x4094: return -25200;
    case 0xe74:
    case 0x3494:
    case 0x38594: return -21600;
    case 0x474:
    case 0xc94:
    case 0xdf4:
    case 0x1674:
    case 0x40b4:
    case 0x28674:
    case 0x50ce74: return -18000;
    case 0x5b4:
    case 0x674:
    case 0x9f4:
    case 0x1494:
    case 0x1f34:
    case 0x58b4: return -14400;
    case 0x38d4:
    case 0x3a74: return -12600;
    case 0x494:
    case 0x654:
    case 0xa41:
    case 0xa54:
    case 0xd94:
    case 0x1974:
    case 0x1cd4:
    case 0x4334:
    case 0x5734:
    case 0x5cf4:
    case 0xca74:
    case 0x1b274:
    case 0x32e74:
    case 0x83674:
    case 0x86674: return -10800;
    case 0x3894: return -9000;
    case 0x19d4:
    case 0x14a74:
    case 0x83494:
    case 0xae674:
    case 0xb9e74: return -7200;
    case 0x14f4:
    case 0xe9f4:
    case 0x33a74: return -3600;
    case 0x1a:
    case 0x2b4:
    case 0x1db4:
    case 0x5474:
    case 0x5683:
    case 0x5cb4:
    case 0x29e74:
    case 0xd5595:
    case 0x1d3e74: return 0;
    case 0xa74:
    case 0xcb4:
    case 0x34b4:
    case 0x34ba:
    case 0x5c34:
    case 0x2e5a1274: return 3600;
    case 0x14b4:
    case 0x2674:
    case 0x11274:
    case 0x19674:
    case 0x69674:
    case 0x6967a:
    case 0x98674:
    case 0x65a1274:
    case 0x1a5a1274: return 7200;
    case 0x1434:
    case 0x18b4:
    case 0x2494:
    case 0x366b:
    case 0x29674:
    case 0xb3d94:
    case 0xa5a1274: return 10800;
    case 0x2654: return 12600;
    case 0x754:
    case 0x1cb4:
    case 0x3664:
    case 0x36b4:
    case 0x48b4:
    case 0x4c74:
    case 0xb674:
    case 0xea74:
    case 0x39674: return 14400;
    case 0x4d4: return 16200;
    case 0x36d4:
    case 0x4174:
    case 0x50d4:
    case 0x5154:
    case 0x51b4:
    case 0x5754:
    case 0x686f4:
    case 0x6d674:
    case 0xc9574: return 18000;
    case 0x3174: return 19800;
    case 0x3a14: return 20700;
    case 0x894:
    case 0xa94:
    case 0x25f4:
    case 0x2cf4:
    case 0x6154:
    case 0xb1b4:
    case 0x59e74:
    case 0x7b674:
    case 0x82e74:
    case 0xaea74:
    case 0xf6ce74:
    case 0x192ae74: return 21600;
    case 0x35b4: return 23400;
    case 0xf14:
    case 0x2474:
    case 0x206d4:
    case 0x5c834:
    case 0x73ed4:
    case 0xb8674:
    case 0x163674:
    case 0xb90674:
    case 0xe7da74: return 25200;
    case 0x9d4:
    case 0xc74:
    case 0x2174:
    case 0x3734:
    case 0x4114:
    case 0x4cf4:
    case 0xde74:
    case 0x13e54:
    case 0x4c974:
    case 0xab034:
    case 0xb8494:
    case 0x992e74: return 28800;
    case 0x11de74: return 31500;
    case 0x2a74:
    case 0x2e74:
    case 0x42f4:
    case 0x5c94:
    case 0x50734:
    case 0xc8574:
    case 0x1bce74:
    case 0x1560674:
    case 0x190ae74: return 32400;
    case 0x8e74:
    case 0x18674: return 34200;
    case 0x2c94:
    case 0x3614:
    case 0x40f4:
    case 0x9674:
    case 0x1a2b4:
    case 0x212b4:
    case 0x624f4:
    case 0xa4ab4:
    case 0xb3034:
    case 0xc8614:
    case 0x1660674: return 36000;
    case 0x8c94:
    case 0x18494:
    case 0x62274:
    case 0x98494:
    case 0x11ce74: return 37800;
    case 0x5ab4:
    case 0x9494:
    case 0x5be74:
    case 0x62094:
    case 0x684f4:
    case 0x83dd4:
    case 0x12ce74:
    case 0xd09e74: return 39600;
    case 0x1954:
    case 0x3514:
    case 0x3b54:
    case 0x52d4:
    case 0x5cd4:
    case 0xb834:
    case 0x3a594:
    case 0x76a74:
    case 0x81694:
    case 0xb8574:
    case 0x170674:
    case 0x102d274: return 43200;
    case 0x340674: return 45900;
    case 0x5174:
    case 0x51f4:
    case 0x32a74:
    case 0x76894: return 46800;
    case 0x340494: return 49500;
    case 0x625d4: return 50400;
  }
  return NO_ZONE;
}

/** Whether the offset behind a word is that of a zone at the time that it is said of (zonesOfAbbreviations there). */
export function followsZone(key: u64): bool {
  switch (key) {
    case 0x654:
    case 0x754:
    case 0xd74:
    case 0xd94:
    case 0x1974:
    case 0x1cb4:
    case 0x1f34:
    case 0x25f4:
    case 0x2cf4:
    case 0x3174:
    case 0x3ab4:
    case 0x4334:
    case 0x4cf4:
    case 0x5174:
    case 0x51b4:
    case 0x58b4:
    case 0xb674:
    case 0xb834:
    case 0xca74:
    case 0xea74:
    case 0x206d4:
    case 0x28674:
    case 0x32e74:
    case 0x39674:
    case 0x4c974:
    case 0x5be74:
    case 0x5c834:
    case 0x62094:
    case 0x625d4:
    case 0x684f4:
    case 0x686f4:
    case 0x73ed4:
    case 0x7b674:
    case 0x81694:
    case 0xab034:
    case 0xb3034:
    case 0xb3d94:
    case 0xc8574:
    case 0xc9574:
    case 0x170674:
    case 0x50ce74:
    case 0x992e74:
    case 0xb90674:
    case 0xd09e74:
    case 0xe7da74:
    case 0xf6ce74:
    case 0x102d274:
    case 0x1660674:
    case 0x190ae74: return true;
  }
  return false;
}
