SELECT x, x IN ('{1}', '{1,2}'::integer[]) AS found, x NOT IN ('{1}', '{3}') AS missing FROM (VALUES ('{1}'::integer[]), ('{2}'), (NULL)) AS v(x)
SELECT to_number('1234', '99.9')
SELECT to_number('-1,234.50', '99.9')
SELECT to_number('0001', '9'), to_number('-12.5', '99.9')
SELECT '2562047788:00:54.775807'::interval + '12:34:56.789'::time AS later, '12:34:56.789'::time - '-2562047788:00:54.775807'::interval AS earlier
SELECT make_timestamptz(-44, 1, 28, 0, 0, 0, '+02'), make_timestamptz(2024, 1, 1, 0, 0, 0, '-05:30'), make_timestamptz(2024, 1, 1, 0, 0, 0, 'EST')
SELECT make_timestamptz(2024, 1, 1, 0, 0, 0, '+16')
SELECT make_timestamptz(2024, 1, 1, 0, 0, 0, '2')
SELECT regr_avgy(y, x), regr_avgx(y, x), regr_sxx(y, x), covar_pop(y, x) FROM (VALUES ('-Infinity'::double precision, 1::double precision), (3, 2)) AS v(y, x)
SELECT regr_avgy(y, x), stddev(y), corr(y, x) FROM (VALUES ('Infinity'::double precision, 1::double precision), ('-Infinity', 2)) AS v(y, x)
SELECT x, now() > ALL (SELECT '2000-01-01'::timestamptz FROM generate_series(1, x)) AS late FROM generate_series(0, 2) AS s(x)
SELECT x FROM generate_series(1, 2) AS s(x) WHERE (SELECT now() - now()) IN (SELECT '0'::interval FROM generate_series(1, x))
SELECT x FROM (VALUES ('23:59:59-05:30'::timetz, 'a'), ('12:00:00+02', 'b')) AS v(x, y) WHERE (x AT TIME ZONE 'UTC', y) IN (SELECT z AT TIME ZONE 'UTC', 'b' FROM (VALUES ('12:00:00+02'::timetz)) AS w(z))
SELECT regexp_substr('ab', 'x*', 3, 1, '', 1), regexp_substr('abc', '.', 3, 1, '', 1), regexp_substr('abc', '.', 3, 1, '', 2), regexp_substr('abc', '(b)(c)', 1, 1, '', 1), regexp_substr('abc', '(b)(c)', 1, 1, '', 2), regexp_substr('abc', '(b)(c)', 1, 1, '', 0), regexp_substr('abc', '(x)?c', 1, 1, '', 1), regexp_substr('abc', '(?:b)c', 1, 1, '', 1)
SELECT regexp_instr('ab', 'x*', 3, 1, 0, '', 1), regexp_instr('abc', '.', 3, 1, 0, '', 1), regexp_instr('abc', '.', 3, 1, 1, '', 2), regexp_instr('abc', '(b)(c)', 1, 1, 0, '', 1), regexp_instr('abc', '(b)(c)', 1, 1, 1, '', 2), regexp_instr('abc', '(x)?c', 1, 1, 0, '', 1), regexp_instr('abc', 'b', 1, 1, 1, '', 1)
SELECT n, regexp_substr('abcabc', 'b', 1, 2, '', n), regexp_substr('abcabc', '(b)(c)', 1, 2, '', n), regexp_instr('abcabc', 'bc', 1, 2, 0, '', n) FROM (VALUES (0),(1),(2),(3),(NULL)) AS t(n) ORDER BY n
SELECT regexp_substr('abc', 'b', 1, 1, '', -1)
SELECT array_fill('x', ARRAY[2])
SELECT array_fill(NULL, ARRAY[2], ARRAY[1])
SELECT array_fill('x'::text, ARRAY[2]), array_fill(7, ARRAY[2], ARRAY[3])
SELECT array_position(ARRAY[1,2,1], '1', '2')
SELECT x, count(*) OVER (ORDER BY x RANGE BETWEEN interval '1 hour' PRECEDING AND CURRENT ROW) AS a, count(*) OVER (ORDER BY x DESC RANGE BETWEEN interval '2 hours' PRECEDING AND interval '30 minutes' FOLLOWING) AS b, count(*) OVER (ORDER BY x RANGE BETWEEN '1 day' PRECEDING AND '23 hours' FOLLOWING) AS c FROM (VALUES ('00:00:00'::time), ('00:30'), ('23:30'), ('24:00'), (NULL)) AS v(x)
SELECT make_timestamp(-44, 12, 28, 0, 59, -4.99e-10) AS a, make_time(24, 0, 4e-7) AS b, make_time(1, 2, 60.0000004) AS c, make_time(1, 2, -4.99e-7) AS d
SELECT make_time(24, 0, 6e-7) AS b
SELECT make_time(1, 2, -5.01e-7) AS b
SELECT make_timestamp(2000, 1, 1, 1, 2, 'NaN') AS b
SELECT overlay('abc'::bytea placing 'x'::bytea from 2147483647 for 1) AS o
SELECT overlay('abc'::bytea placing 'x'::bytea from 2147483646 for 1) AS o, overlay('abc'::bytea placing 'x'::bytea from 2 for -5) AS p
SELECT '.' !~~* 'Y{漢\' AS a, '.' ILIKE '.漢\' AS b, '' LIKE '%\' AS c, 'a' LIKE '_\' AS d, '' LIKE '_\\' AS e
SELECT t LIKE p AS m, t ILIKE p AS i FROM (VALUES ('', '\\'), ('', '_'), ('ab', 'b\'), ('ab', 'ab\'), ('\', '\\'), ('ab', 'a%b\')) AS v(t, p)
SELECT t LIKE p AS m FROM (VALUES ('ab', 'a\')) AS v(t, p)
SELECT '.漢a' ILIKE '.漢\' AS m
SELECT t LIKE '%_\' AS m FROM (VALUES ('a')) AS v(t)
SELECT timezone('1 mon'::interval, 'infinity'::timestamptz) AS a, timezone('-3 days'::interval, '-infinity'::timestamp) AS b, timezone('-3 hours'::interval, '2000-01-01'::timestamp) AS c
SELECT timezone(i, t) AS a FROM (VALUES ('1 mon'::interval, 'infinity'::timestamptz), ('2:30', '2000-01-01'), (NULL, '2000-01-01'), ('1 mon', NULL)) AS v(i, t)
SELECT timezone('1 mon'::interval, t) AS a FROM (VALUES ('infinity'::timestamptz), ('2000-01-01')) AS v(t)
SELECT '{1}' @> '\x61'::bytea
SELECT '{1}' @> 1
SELECT 1 <@ '{1}'
SELECT '{1}' <@ 1
SELECT 1 @> '{1}'
SELECT '{1}' @> '{2}'
SELECT '{1,2}' @> ARRAY[2] AS a, ARRAY[1] <@ '{1}' AS b
SELECT NULL @> 1
SELECT to_char(x, p) FROM (VALUES (0::numeric), (5), (-12.5)) v(x), (VALUES ('abc'), ('c'), ('C'), ('c9c'), ('9C9'), ('xC9'), ('9,c99.c9'), ('9SP9'), ('"c"9'), ('FMc99.9')) q(p)
SELECT to_number('15', 'C99')
SELECT to_number('15', '9c9')
SELECT to_number('1.5', '9.c9')
SELECT to_char(5, '9EEEEc')
SELECT interval '3067-12-24 BC';
SELECT interval '1-13 3 days 4:00:00';
CREATE TABLE nothing (c text, p text);
INSERT INTO nothing VALUES ('', '');
SELECT regexp_match(c, 'x*'), regexp_match(c, p), regexp_count(c, p), regexp_instr(c, p), regexp_replace(c, p, 'z'), regexp_substr(c, p), regexp_split_to_array(c, p) FROM (SELECT * FROM nothing ORDER BY c LIMIT 1) AS a;
SELECT regexp_matches(c, p, 'g') FROM (SELECT * FROM nothing ORDER BY c LIMIT 1) AS a;
