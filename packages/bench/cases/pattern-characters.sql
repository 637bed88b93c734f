SELECT regexp_like('b', '\x22c892', '')
SELECT s, s ~ '\x22c892' FROM (VALUES ('b'), (''), (NULL), ('é')) v(s)
SELECT s, s ~ '[^\x22c892]' FROM (VALUES ('b'), ('')) v(s)
SELECT s, s ~ '[\x22c892]' FROM (VALUES ('b'), ('')) v(s)
SELECT s, s ~ '[a-\x22c892]' FROM (VALUES ('b'), ('A'), (U&'\+10FFFF')) v(s)
SELECT s, s ~* '[a-\x22c892]' FROM (VALUES ('b'), ('A'), ('1')) v(s)
SELECT s, s ~* '\x22c892' FROM (VALUES ('b'), ('A')) v(s)
SELECT s, s ~ 'a|\x22c892' FROM (VALUES ('a'), ('b')) v(s)
SELECT s, s ~ 'a\x22c892?b' FROM (VALUES ('ab'), ('b')) v(s)
SELECT s, s ~ '(?!\x22c892)' FROM (VALUES ('ab'), ('b')) v(s)
SELECT regexp_replace('abc', '\x110000*', 'X', 'g')
SELECT 'x' ~ '\x110000', 'x' ~ '\x10ffff', 'x' ~ '\x7ffffffe'
SELECT 'x' ~ '\x7fffffff'
SELECT 'x' ~ '\x80000000'
SELECT 'x' ~ '\xffffffff'
SELECT 'A' ~ '\x100000041'
SELECT 'A' ~ '\x000000000041'
SELECT 'A' ~ '\U00000041', 'A' ~ '\U00110000', 'A' ~ '\U7ffffffe'
SELECT 'A' ~ '\U7fffffff'
SELECT 'A' ~ '\UFFFFFFFF'
SELECT 'A' ~ '[\U00110000-\U7ffffffe]', 'A' ~ '[^\U00110000-\U7ffffffe]'
SELECT 'A' ~ '[\U7ffffffe-\U00110000]'
SELECT 'aa' ~ '(a)\4294967297'
SELECT 'aa' ~ '(a)\1', 'a' ~ '(a)\12', 'a' ~ '(a)\99'
SELECT 'aa' ~ '(a)\4294967298'
SELECT regexp_matches('abcabc', '(\x22c892)?b', 'g')
SELECT regexp_split_to_array('abcabc', '\x110000|b')
SELECT substring('abc' from '\x110000|c')
SELECT 'b' ~ '^\x22c892', 'b' ~ '\x22c892$', 'b' ~ '^\x22c892*b$'
SELECT s, s ~ '[[:alpha:]\x22c892]' FROM (VALUES ('b'), ('1')) v(s)
SELECT s, s ~ '[^[:alpha:]\x22c892]' FROM (VALUES ('b'), ('1')) v(s)
SELECT s, s ~ '(?n)[^\x22c892]' FROM (VALUES (E'\n'), ('1')) v(s)
SELECT s, s ~ 'ab\x22c892' FROM (VALUES ('ab'), ('abc')) v(s)
SELECT U&'\+010000' ~ '\x4010000', U&'\+010000' ~ '\x10000', U&'a\+010000' ~ 'a\x4010000', regexp_count(U&'a\+010000', '\x4010000'), regexp_replace(U&'a\+010000b', '\x4010000', 'x')
SELECT s, s ~ '\x4010000' FROM (VALUES (U&'\+010000'), ('a')) v(s)
SELECT s, s ~ 'a\x4010000b' FROM (VALUES (U&'a\+010000b'), ('a')) v(s)
SELECT U&'\+010000' ~* '\x4010000', U&'\+010000' ~ '[\x4010000]', U&'\+010000' ~ '(?q)\x4010000'
SELECT U&'\+010000' SIMILAR TO '\x4010000'
