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
