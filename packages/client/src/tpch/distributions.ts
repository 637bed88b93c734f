// The word lists that TPC-H columns and comments draw from, with their weights.
// Facts from the TPC-H specification v3 (clause 4.2.2.13) and dbgen's distribution file; spelling ("whithout")
// and order are part of the facts.
import { WordList } from "./word-list.ts";

/** A list written as `word*weight`, separated by `|`; no weight is 1. */
function weighted(list: string): WordList {
  const entries = list.split("|").map((entry) => entry.split("*"));
  return new WordList(
    entries.map(([word]) => word as string),
    entries.map(([, weight]) => Number(weight ?? 1)),
  );
}

function combine(...parts: readonly string[]): WordList {
  return new WordList(
    parts.map((part) => part.split("|")).reduce((left, right) => left.flatMap((a) => right.map((b) => `${a} ${b}`))),
  );
}

export const regions: readonly string[] = ["AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST"];

/** Nations in key order with the key of their region. */
export const nations: readonly (readonly [name: string, region: number])[] = [
  ["ALGERIA", 0],
  ["ARGENTINA", 1],
  ["BRAZIL", 1],
  ["CANADA", 1],
  ["EGYPT", 4],
  ["ETHIOPIA", 0],
  ["FRANCE", 3],
  ["GERMANY", 3],
  ["INDIA", 2],
  ["INDONESIA", 2],
  ["IRAN", 4],
  ["IRAQ", 4],
  ["JAPAN", 2],
  ["JORDAN", 4],
  ["KENYA", 0],
  ["MOROCCO", 0],
  ["MOZAMBIQUE", 0],
  ["PERU", 1],
  ["CHINA", 2],
  ["ROMANIA", 3],
  ["SAUDI ARABIA", 4],
  ["VIETNAM", 2],
  ["RUSSIA", 3],
  ["UNITED KINGDOM", 3],
  ["UNITED STATES", 1],
];

export const marketSegments: WordList = weighted("AUTOMOBILE|BUILDING|FURNITURE|HOUSEHOLD|MACHINERY");
export const orderPriorities: WordList = weighted("1-URGENT|2-HIGH|3-MEDIUM|4-NOT SPECIFIED|5-LOW");
export const shipInstructions: WordList = weighted("DELIVER IN PERSON|COLLECT COD|TAKE BACK RETURN|NONE");
export const shipModes: WordList = weighted("REG AIR|AIR|RAIL|TRUCK|MAIL|FOB|SHIP");
/** Of lines that arrived in the past; others have "N", which no draw decides. */
export const returnFlags: WordList = weighted("R|A");

export const partContainers: WordList = combine("SM|LG|MED|JUMBO|WRAP", "CASE|BOX|BAG|JAR|PACK|PKG|CAN|DRUM");
export const partTypes: WordList = combine(
  "STANDARD|SMALL|MEDIUM|LARGE|ECONOMY|PROMO",
  "ANODIZED|BURNISHED|PLATED|POLISHED|BRUSHED",
  "TIN|NICKEL|BRASS|STEEL|COPPER",
);
export const partColors: WordList = weighted(
  "almond|antique|aquamarine|azure|beige|bisque|black|blanched|blue|blush|brown|burlywood|burnished|chartreuse|" +
    "chiffon|chocolate|coral|cornflower|cornsilk|cream|cyan|dark|deep|dim|dodger|drab|firebrick|floral|forest|" +
    "frosted|gainsboro|ghost|goldenrod|green|grey|honeydew|hot|indian|ivory|khaki|lace|lavender|lawn|lemon|light|" +
    "lime|linen|magenta|maroon|medium|metallic|midnight|mint|misty|moccasin|navajo|navy|olive|orange|orchid|pale|" +
    "papaya|peach|peru|pink|plum|powder|puff|purple|red|rose|rosy|royal|saddle|salmon|sandy|seashell|sienna|sky|" +
    "slate|smoke|snow|spring|steel|tan|thistle|tomato|turquoise|violet|wheat|white|yellow",
);

export const nouns: WordList = weighted(
  "packages*40|requests*40|accounts*40|deposits*40|foxes*20|ideas*20|theodolites*20|pinto beans*20|" +
    "instructions*20|dependencies*10|excuses*10|platelets*10|asymptotes*10|courts*5|dolphins*5|multipliers|" +
    "sauternes|warthogs|frets|dinos|attainments|somas|Tiresias|patterns|forges|braids|frays|warhorses|dugouts|" +
    "notornis|epitaphs|pearls|tithes|waters|orbits|gifts|sheaves|depths|sentiments|decoys|realms|pains|grouches|" +
    "escapades|hockey players",
);
export const verbs: WordList = weighted(
  "sleep*20|wake*20|are*20|cajole*20|haggle*20|nag*10|use*10|boost*10|affix*5|detect*5|integrate*5|maintain|nod|" +
    "was|lose|sublate|solve|thrash|promise|engage|hinder|print|x-ray|breach|eat|grow|impress|mold|poach|serve|run|" +
    "dazzle|snooze|doze|unwind|kindle|play|hang|believe|doubt",
);
export const adverbs: WordList = weighted(
  "sometimes|always|never|furiously*50|slyly*50|carefully*50|blithely*40|quickly*30|fluffily*20|slowly|quietly|" +
    "ruthlessly|thinly|closely|doggedly|daringly|bravely|stealthily|permanently|enticingly|idly|busily|regularly|" +
    "finally|ironically|evenly|boldly|silently",
);
export const adjectives: WordList = weighted(
  "special*20|pending*20|unusual*20|express*20|furious|sly|careful|blithe|quick|fluffy|slow|quiet|ruthless|thin|" +
    "close|dogged|daring|brave|stealthy|permanent|enticing|idle|busy|regular*50|final*40|ironic*40|even*30|" +
    "bold*20|silent*10",
);
export const prepositions: WordList = weighted(
  "about*50|above*50|according to*50|across*50|after*50|against*40|along*40|alongside of*30|among*30|around*20|" +
    "at*10|atop|before|behind|beneath|beside|besides|between|beyond|by|despite|during|except|for|from|" +
    "in place of|inside|instead of|into|near|of|on|outside|over|past|since|through|throughout|to|toward|under|" +
    "until|up|upon|whithout|with|within",
);
export const auxiliaries: WordList = weighted(
  "do|may|might|shall|will|would|can|could|should|ought to|must|will have to|shall have to|could have to|" +
    "should have to|must have to|need to|try to",
);
export const terminators: WordList = weighted(".*50|;|:|?|!|--");

/** Sentences: N noun phrase, V verb phrase, P preposition and noun phrase, T terminator. */
export const sentenceForms: WordList = weighted("NVT*3|NVPT*3|NVNT*3|NPVNT|NPVPT");
/** Noun phrases: N noun, J adjective, D adverb, a comma for itself. */
export const nounPhraseForms: WordList = weighted("N*10|JN*20|J,JN*10|DJN*50");
/** Verb phrases: V verb, X auxiliary, D adverb. */
export const verbPhraseForms: WordList = weighted("V*30|XV|VD*40|XVD");
