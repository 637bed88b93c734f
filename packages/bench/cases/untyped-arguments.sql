SELECT trunc(NULL);
SELECT bit_count('a');
SELECT age(NULL);
SELECT lag(NULL) OVER ();
SELECT first_value('a') OVER (), nth_value(1, 1) OVER ();
SELECT lag(NULL, 1, 2) OVER (), lag('a', 1, 'b') OVER ();
