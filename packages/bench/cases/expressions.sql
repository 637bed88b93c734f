SELECT 7 / 2, -7 / 2, 7 % 3, -7 % 3, 7.0 / 2, 1 / 3.0;
SELECT 2147483647 + 0, 2147483647::bigint + 1, 1.10 + 2.2, 1.10 * 2.20, 10.00 - 0.001;
SELECT 2147483647 + 1;
SELECT 1 / 0;
SELECT (-2147483648) / (-1);
SELECT 9223372036854775807 * 2;
SELECT 1.0 / 0;
SELECT 'NaN'::float8 = 'NaN'::float8, 'Infinity'::float8 > 1e308, 0.1::float8 + 0.2::float8, 1e15::float8, 1.5e-7::float8;
SELECT 0.1::real, 16777217::real, 1e10::real;
SELECT round(2.5), round(-2.5), round(2.567, 2), trunc(2.567, 1), ceil(-1.5), floor(-1.5), abs(-3), sign(-2.5);
SELECT 5::float8::int, 2.5::float8::int, 3.5::float8::int, 2.5::int, 'abc'::varchar(2), 12.345::numeric(4,1);
SELECT 123456.7::numeric(4,1);
SELECT 40000::smallint;
SELECT 'x'::int;
SELECT ' 42 '::int, '1e3'::float8, '12.50'::numeric, 't'::bool, 'off'::bool, '2024-02-29'::date;
SELECT '2023-02-29'::date;
SELECT NULL AND false, NULL OR true, NOT NULL::bool, NULL = NULL, NULL IS NULL, 1 IS DISTINCT FROM NULL;
SELECT CASE WHEN NULL THEN 1 ELSE 2 END, CASE 3 WHEN 1 THEN 'a' WHEN 3 THEN 'c' END, CASE WHEN false THEN 1 END;
SELECT coalesce(NULL, NULL, 3), nullif(1, 1), nullif(1, 2), greatest(1, NULL, 3), least('b', 'a');
SELECT 'abc' || 'def', 'a' || 1, NULL || 'x', length('héllo'), octet_length('héllo'), upper('abc'), lower('ABC'), initcap('hello world');
SELECT substring('hello' from 2 for 3), substring('hello' from 4), left('hello', -2), right('hello', 2), position('l' in 'hello'), trim('  x '), ltrim('xxay', 'x'), btrim('xyax', 'xy');
SELECT replace('banana', 'an', 'AN'), lpad('7', 3, '0'), rpad('ab', 5, 'xy'), repeat('ab', 3), reverse('abc'), split_part('a,b,c', ',', 2), strpos('high', 'ig'), ascii('A'), chr(66), translate('12345', '143', 'ax');
SELECT 'hello' LIKE 'h%o', 'hello' LIKE '_ello', 'a%b' LIKE 'a\%b', 'HELLO' ILIKE 'hel%', 'abc' NOT LIKE 'b%', 'a_b' LIKE 'a#_b' ESCAPE '#';
SELECT 'a' < 'B', 'a' = 'a '::char(3), 'abc' BETWEEN 'abb' AND 'abd', 5 BETWEEN 7 AND 3, 5 BETWEEN SYMMETRIC 7 AND 3;
SELECT date '2024-01-31' + interval '1 month', date '2024-03-31' - interval '1 month', date '2024-01-01' + 45, date '2024-03-01' - date '2024-02-01', timestamp '2024-01-01 12:00' - timestamp '2023-12-31 13:30';
SELECT extract(year from date '2024-02-29'), extract(doy from date '2024-12-31'), extract(dow from date '2024-02-29'), extract(epoch from timestamp '1970-01-02 00:00:01.5'), extract(quarter from date '2024-08-01'), extract(week from date '2021-01-03'), extract(isoyear from date '2021-01-03');
SELECT date_trunc('month', timestamp '2024-02-29 13:14:15.5'), date_trunc('hour', interval '3 days 14:15'), age(timestamp '2024-03-01', timestamp '2023-01-31'), interval '1 year 2 mons' * 1.5, justify_hours(interval '27 hours');
SELECT interval '1 day' = interval '24 hours', interval '1 mon' > interval '29 days', - interval '1-2', interval '90' day, interval '1' year + interval '3' month;
SELECT (1, 2) = (1, 2), (1, NULL) = (1, 2), (1, 2) < (1, 3), (1, NULL) IS NULL, ROW(NULL, NULL) IS NULL;
SELECT 1 IN (1, 2, NULL), 3 IN (1, 2, NULL), 3 NOT IN (1, 2), 'a' IN ('a', 'b');
SELECT true IS TRUE, NULL::bool IS UNKNOWN, false IS NOT FALSE, (1 > 2) IS NOT TRUE;
SELECT sqrt(16), sqrt(2::numeric), power(2, 10), power(2.0, 0.5), exp(1.0), ln(10.0), log(100.0), mod(17, 5), pi();
SELECT sqrt(-1);
SELECT ln(0.0);
SELECT 2 ^ 10, @ -5, 5 # 3, 5 & 3, 5 | 3, ~5, 1 << 4, 256 >> 4;
SELECT 'it''s', E'a\tb', U&'\0041', 'a' 'b';
SELECT 1 + '2', '3' * 4.5, 'a' || NULL;
SELECT 1 + true;
SELECT nosuchfunction(1);
SELECT upper(1, 2);
SELECT 99999999999999999999 + 1, 12345678901234567890123456789012345678 * 10, 0.1 + 0.20;
SELECT '9999-12-31'::date + 1, '0001-01-01'::date - 1, 'infinity'::date, '-infinity'::timestamp;
SELECT n, n * n FROM generate_series(1, 9, 3) AS g(n);
SELECT count(*), sum(n) FROM generate_series(5, 1, -2) AS g(n);
SELECT * FROM generate_series(1, 3, 0);
SELECT date_trunc('day', date '2020-05-06'), date_trunc('month', d), date_trunc('week', d) FROM (VALUES (date '2024-02-29'), (NULL)) AS t(d) ORDER BY d

SELECT pg_typeof(1)::text, pg_typeof('a')::text, pg_typeof(NULL)::text, pg_typeof(ARRAY[1])::text, pg_typeof('a'::varchar(3))::text, pg_typeof('a'::char(3))::text, pg_typeof(1.5::numeric(3,2))::text;
SELECT pg_typeof(now())::text, pg_typeof(time '1:00')::text, pg_typeof(interval '1 day')::text, pg_typeof(ROW(1, 2))::text, pg_typeof(ARRAY[ARRAY['a'::varchar(2)]])::text, pg_typeof(1::real)::text, pg_typeof(version())::text;
SELECT pg_typeof(a)::text, pg_typeof(b)::text, pg_typeof(a + 1.5)::text FROM (VALUES (1, 'x'), (NULL, NULL)) AS t(a, b);
SELECT pg_typeof(sum(a))::text, pg_typeof(avg(a))::text, pg_typeof(count(*))::text, pg_typeof(array_agg(a))::text FROM (VALUES (1::bigint), (2)) AS t(a);
SELECT pg_typeof(a)::text, count(*) FROM (VALUES (1), (2)) AS t(a) GROUP BY a;
SELECT pg_typeof(a)::text, count(*) FROM (VALUES (1), (2)) AS t(a);
SELECT pg_typeof(generate_series(1, 3))::text;
SELECT pg_typeof();
SELECT current_setting('server_encoding'), current_setting('NO_SUCH', true), current_setting('DateStyle', NULL), current_setting(NULL);
SELECT current_setting('no_such');
SELECT current_setting('no_such', false)

SELECT x, pg_size_pretty(x), pg_size_pretty(-x), pg_size_pretty(x::numeric), pg_size_pretty(-x::numeric) FROM (VALUES (0::bigint), (1), (10239), (10240), (10751), (10752), (20479), (20480), (10485247), (10485248), (20970495), (20970496), (1099511627776), (9223372036854775807), (NULL)) AS t(x) ORDER BY x;
SELECT pg_size_pretty(1e20), pg_size_pretty(10239.5), pg_size_pretty(-10240.5), pg_size_pretty('NaN'::numeric), pg_size_pretty('-Infinity'::numeric), pg_size_pretty((-9223372036854775808)::bigint);
SELECT pg_size_pretty(100)
SELECT nullif(date '2020-01-02', timestamptz '2020-01-01 00:00:00+00'), nullif(timestamp '2020-01-02', timestamptz '2020-01-02 00:00:00+00'), nullif(timestamptz '2020-01-02', timestamp '2020-01-01'), nullif(date '2020-01-02', timestamp '2020-01-01'), nullif(date '2020-01-02', '2020-01-02')
SELECT coalesce(ARRAY[5], ARRAY['5'])
SELECT CASE WHEN true THEN ARRAY[5] ELSE ARRAY['5'] END
SELECT ARRAY[5] UNION SELECT ARRAY['5']
SELECT greatest(ARRAY['5'], ARRAY[5])
VALUES (ARRAY[5]), (ARRAY['5'])
SELECT ARRAY[5] IN (ARRAY['5'], ARRAY['6'])
SELECT ARRAY[ARRAY[5], ARRAY['5']]
SELECT coalesce(ARRAY[date '2020-01-01'], ARRAY[time '10:00'])
SELECT coalesce(ARRAY[5], 5)
SELECT convert_to('é', 'nope')
SELECT convert_from('\xe9', 'nope')
SELECT convert_to('é', 'utf-8'), convert_to('é', 'unicode'), convert_to('é', 'Utf_8'), convert_from('\xc3a9', 'UTF 8')
