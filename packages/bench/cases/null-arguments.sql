CREATE TABLE t (a int, b int)
INSERT INTO t VALUES (1, 0), (2, NULL)
SELECT a / b * NULL FROM t
SELECT a FROM t WHERE a / b * (7 * - CAST(NULL AS int)) IS NOT NULL
SELECT 1 / 0 + NULL
SELECT CAST(a / b AS text) || NULL FROM t
SELECT a FROM t WHERE (a / b = NULL) IS NULL
SELECT coalesce(a / NULLIF(b, 0), 5) FROM t
SELECT count(*) FROM t GROUP BY a / b * NULL
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY NULL)
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY '5')
SELECT length(NULL), (1/0)::text || NULL, substring('abc' FROM NULL FOR 1/0)
SELECT sum(a / b * NULL) FROM t
SELECT a FROM t ORDER BY a / b * NULL, a
CREATE TABLE unread (a text, b bytea);
INSERT INTO unread VALUES (NULL, '\x00');
SELECT a ~ convert_from(b, 'UTF8') FROM unread;
SELECT a !~* convert_from(b, 'UTF8') FROM unread;
SELECT regexp_replace(a, convert_from(b, 'UTF8'), 'x') FROM unread;
SELECT a SIMILAR TO convert_from(b, 'UTF8') FROM unread;
SELECT split_part(a, convert_from(b, 'UTF8'), 1) FROM unread;
SELECT overlay(array_dims('{}'::date[]), '//:'::text, 5 % 0)
SELECT overlay(x, '//:'::text, 5 % 0) FROM (VALUES (NULL::text)) AS a(x)
SELECT regexp_replace(array_dims('{}'::date[]), 'a', 'b', 5 % 0)
SELECT array_position('{}'::int[], 1, NULL)
SELECT array_position('{{1,2},{3,4}}'::int[], 1, NULL::int)
SELECT array_position(NULL::int[], 1, NULL::int)
SELECT array_position('{1,2}'::int[], 1, NULL::int)
SELECT array_position('{1,2}'::int[], NULL, NULL::int)
SELECT array_position('{1,NULL}'::int[], NULL, NULL::int)
SELECT array_position(a, 1, 1/b) FROM (VALUES (NULL::int[],0)) v(a,b)
SELECT array_position(a, 1/b) FROM (VALUES (NULL::int[],0)) v(a,b)
SELECT array_positions(a, 1/b) FROM (VALUES (NULL::int[],0)) v(a,b)
SELECT array_position(a,v,s) FROM (VALUES ('{1,2,3,2}'::int[],2,1),('{1,2,3,2}',2,3),('{1,2,3,2}',5,3),(NULL,1,NULL),('{}',1,NULL),('{1}',NULL,NULL)) v(a,v,s)
SELECT width_bucket(x, ARRAY[1,3,5]) FROM (VALUES (NULL::int),(2),(9)) v(x)
SELECT width_bucket(x, ARRAY[1,3.5,5]) FROM (VALUES (NULL::numeric),(2),(9)) v(x)
SELECT width_bucket(x,y) FROM (VALUES (NULL::int,ARRAY[-5,3]),(1,ARRAY[-5,3]),(1,NULL)) v(x,y)
SELECT width_bucket(x,y) FROM (VALUES (NULL::int,ARRAY[NULL,3])) v(x,y)
SELECT width_bucket(x,y) FROM (VALUES (1::int,ARRAY[NULL,3])) v(x,y)
SELECT width_bucket(x,y) FROM (VALUES (NULL::int,ARRAY[1,3])) v(x,y)
SELECT width_bucket(x,ARRAY[1/y]) FROM (VALUES (NULL::int,0)) v(x,y)
SELECT width_bucket(NULL,ARRAY[1,2])
SELECT width_bucket(NULL::int,ARRAY[1,2])
SELECT width_bucket(x,y) FROM (VALUES (NULL::text,ARRAY['a','b']),('b',ARRAY['a','b'])) v(x,y)
SELECT generate_series(c, 1.0/z) FROM (VALUES (NULL::numeric,0)) v(c,z)
SELECT generate_series(1.0/z, c) FROM (VALUES (NULL::numeric,0)) v(c,z)
SELECT generate_series(c, 1.0, 1.0/z) FROM (VALUES (NULL::numeric,0)) v(c,z)
SELECT generate_series(c, 1/z) FROM (VALUES (NULL::int,0)) v(c,z)
SELECT generate_series(1, c, 1/z) FROM (VALUES (NULL::int,0)) v(c,z)
SELECT string_to_table(c, (1/z)::text) FROM (VALUES (NULL::text,0)) v(c,z)
SELECT string_to_table(c, NULL, (1/z)::text) FROM (VALUES (NULL::text,0)) v(c,z)
SELECT regexp_matches(c, (1/z)::text) FROM (VALUES (NULL::text,0)) v(c,z)
SELECT regexp_split_to_table(c, (1/z)::text) FROM (VALUES (NULL::text,0)) v(c,z)
SELECT (c)[1/z] FROM (VALUES (NULL::int[],0)) v(c,z)
SELECT (c)[1:1/z] FROM (VALUES (NULL::int[],0)) v(c,z)
SELECT (ARRAY[1,2])[c:1/z] FROM (VALUES (NULL::int,0)) v(c,z)
SELECT (ARRAY[1,2])[1/z:c] FROM (VALUES (NULL::int,0)) v(c,z)
SELECT (ARRAY[[1,2]])[c][1/z] FROM (VALUES (NULL::int,0)) v(c,z)
SELECT (ARRAY[[1,2]])[1/z][c] FROM (VALUES (NULL::int,0)) v(c,z)
SELECT (ARRAY[[1,2]])[c][1/z] FROM (VALUES (5,0)) v(c,z)
SELECT x.* FROM (VALUES (NULL::numeric,0)) v(c,z), LATERAL generate_series(c, 1.0/z) x
SELECT date_part(c, d) FROM (VALUES ('year', date '2020-02-03'), (NULL, NULL), ('month', '2021-04-05'),('DAY','2022-01-07'),('epoch','1970-01-02')) v(c,d)
SELECT date_part(c, d + z) FROM (VALUES ('year', date '2020-02-03',1), (NULL, NULL,2), ('month', '2021-04-05',3),('DAY','2022-01-07',4),('epoch','1970-01-02',5)) v(c,d,z)
SELECT date_part(c, d + z) FROM (VALUES ('yeer', date '2020-02-03',1)) v(c,d,z)
SELECT date_part(c, d + z) FROM (VALUES ('yeer', date '2020-02-03',NULL::int)) v(c,d,z)
SELECT date_trunc(c, d + z) FROM (VALUES ('year', timestamp '2020-02-03',interval '1 day'), (NULL, NULL,'1 h'), ('month', '2021-04-05','3'),('DAY','2022-01-07 12:00','4'),('century','1970-01-02','5')) v(c,d,z)
SELECT date_trunc(c, d + z) FROM (VALUES ('year', timestamptz '2020-02-03',interval '1 day'), (NULL, NULL,'1 h'), ('month', '2021-04-05','3'),('DAY','2022-01-07 12:00','4'),('century','1970-01-02','5')) v(c,d,z)
SELECT date_trunc(c, d + z, 'Asia/Tokyo') FROM (VALUES ('year', timestamptz '2020-02-03',interval '1 day'), (NULL, NULL,'1 h'), ('month', '2021-04-05','3'),('DAY','2022-01-07 12:00','4'),('century','1970-01-02','5')) v(c,d,z)
SELECT date_trunc(c, d + z) FROM (VALUES ('week', interval '3 days',interval '1 day')) v(c,d,z)
SELECT date_trunc(c, '2020-02-03'::timestamp) FROM (VALUES ('week'),('hour'),(NULL)) v(c)
SELECT date_part(c, '2020-02-03'::timestamptz) FROM (VALUES ('week'),('hour'),(NULL),('julian')) v(c)
SELECT array_position(a, x+1, s+1) FROM (VALUES ('{1,2,3,2}'::int[],1,2),('{1}',NULL,0)) v(a,x,s)
SELECT string_to_array(a||'', d||'', n||'') FROM (VALUES ('a,b',',','a'),('ab',NULL,'a'),(NULL,'a','b'),('a,b',',',NULL),('a,b','',NULL)) v(a,d,n)
SELECT array_fill(x+1, ARRAY[y+1], ARRAY[z+1]) FROM (VALUES (1,2,3),(NULL,1,5)) v(x,y,z)
SELECT array_fill((1/z)::int4, c) FROM (VALUES (NULL::int4[], 0), (NULL, 1)) v(c, z)
SELECT array_fill(2, ARRAY[(1/z)::int4], c) FROM (VALUES (NULL::int4[], 0), (NULL, 1)) v(c, z)
SELECT string_to_array(c, 'abc'::text, (1/z)::text) FROM (VALUES (NULL::text, 0), (NULL, 1)) v(c, z)
SELECT date_part(c, CASE WHEN 1/z > 0 THEN '2024-02-03'::date END) FROM (VALUES (NULL::text, 0), (NULL, 1)) v(c, z)
SELECT date_trunc(c, CASE WHEN 1/z > 0 THEN '1 mon 2 days 03:00'::interval END) FROM (VALUES (NULL::text, 0), (NULL, 1)) v(c, z)
SELECT timezone('abc', c) FROM (VALUES (now()),(now())) v(c) WHERE false
SELECT timezone('abc', c) FROM (VALUES (NULL::timestamptz),(NULL)) v(c)
SELECT date_trunc('day', c, 'abc') FROM (VALUES (NULL::timestamptz),(NULL)) v(c)
SELECT c AT TIME ZONE 'abc' FROM (VALUES (NULL::timestamptz),(NULL)) v(c)
SELECT date_trunc('dax', c) FROM (VALUES (NULL::timestamptz),(NULL)) v(c)
SELECT timezone('abc', c) FROM (VALUES (NULL::timestamptz),(now())) v(c)
SELECT now() AT TIME ZONE 'abc'
SELECT timestamp '2020-01-01' AT TIME ZONE 'abc'
SELECT timezone('abc', c) FROM (VALUES (NULL::timestamp),(NULL)) v(c)
SELECT timezone('abc', c) FROM (VALUES (NULL::timetz),(NULL)) v(c)
SELECT date_add(c, '1 day', 'abc') FROM (VALUES (NULL::timestamptz),(NULL)) v(c)
SELECT generate_series(c, c, '1 day', 'abc') FROM (VALUES (NULL::timestamptz),(NULL)) v(c)
SELECT make_timestamptz(c,1,1,1,1,1,'abc') FROM (VALUES (NULL::int),(NULL)) v(c)
SELECT make_timestamptz(c,1,1,1,1,1,'abc') FROM (VALUES (2000::int),(NULL)) v(c)
SELECT CASE WHEN c IS NOT NULL THEN timezone('abc', c) END FROM (VALUES (NULL::timestamptz),(NULL)) v(c)
SELECT c AT TIME ZONE 'Europe/Berlin', c AT TIME ZONE '' FROM (VALUES (NULL::timestamptz),(NULL)) v(c)
SELECT c AT TIME ZONE 'Europe/Berln' FROM (VALUES ('2020-01-01'::timestamptz),(NULL)) v(c)
