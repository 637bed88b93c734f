SELECT trunc(NULL);
SELECT bit_count('a');
SELECT age(NULL);
SELECT lag(NULL) OVER ();
SELECT first_value('a') OVER (), nth_value(1, 1) OVER ();
SELECT lag(NULL, 1, 2) OVER (), lag('a', 1, 'b') OVER ();
SELECT array_prepend('23:59:59'::time, '{"1991-05-11"}'::date[]);
SELECT array_cat('{"1991-05-11"}'::date[], '{23:59:59}'::time[]);
SELECT time '1:00' || '{"1991-05-11"}'::date[];
SELECT array_fill(time '1:00', '{"1991-05-11"}'::date[]);
SELECT width_bucket(time '1:00', '{"1991-05-11"}'::date[]);
SELECT lag(time '1:00', 1, date '2020-01-01') OVER ();
SELECT array_prepend('2020-01-01'::timestamp, '{"1991-05-11"}'::date[]), array_prepend(1.5, '{1}'::int[]);
SELECT array_prepend((2.5)::numeric, '{0,NULL,-2.25}'), array_append('{0,NULL,-2.25}', 2.5), array_cat('{0,-2.25}', ARRAY[2.5])
SELECT array_remove('{0,NULL,-2.25}', -2.2), array_replace(ARRAY[2.5], '2.5', '7.123'), array_append(ARRAY[2.5::numeric(3,1)], '7.123')
SELECT ARRAY[2.5] = '{2.46}', ARRAY[2.5] && '{2.46}', ARRAY[ARRAY[2.5], '{2.25}'], '{0,-2.25}' || ARRAY[2.5]
SELECT x FROM (VALUES (ARRAY[2.5]), ('{2.46}'), (NULL)) t(x)
SELECT CASE WHEN x THEN ARRAY[2.5] ELSE '{2.46}' END FROM (VALUES (true), (false)) t(x)
