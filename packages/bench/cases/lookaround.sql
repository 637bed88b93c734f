SELECT s, s ~ '^(?!abc)', s ~ '^(?=abx)', s ~ '\m(?!abc)', s ~ '^(?!abc)ab', s ~ 'z*^(?!abc)' FROM (VALUES ('abx'),('abc'),('abx'),('abcd')) AS t(s)
SELECT s, s ~ '^(?!abc)', s ~ '^(?=abx)', s ~ '\m(?!abc)', s ~ '^(?!abc)ab' FROM (VALUES ('abc'),('abx'),('abc'),('abxd')) AS t(s)
SELECT regexp_replace('abc abx abc abx', '\m(?!abc)(\w+)', '<\1>', 'g'), regexp_replace('abx abc abx', '\m(?=abx)\w+', '-', 'g'), regexp_matches('foo foobar foo', '\yfoo(?!bar)', 'g')
SELECT s, s ~ '\y(?=cd)' , s ~ '(?<=x)$' , s ~ '$(?<=x)', s ~ '$(?<!x)' FROM (VALUES ('ab cd'),('ab ce'),('cd'),('ce cd'), ('cx'), ('cx x'), ('c')) AS t(s)
SELECT s, s ~ '\Y(?<=x\S)', s ~ '\y(?=a[^a])', regexp_split_to_array(s, '.$(?<!ab*?)') FROM (VALUES ('x41'), ('\x41'), ('ab'), ('a'), ('aa'), ('ba')) AS t(s)
SELECT s FROM (VALUES ('abx'), ('abc'), ('xabc'), ('abd')) AS t(s) WHERE s ~ '^(?!abc)' ORDER BY s
