CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME USING ERRCODE = 'KL003',
    TABLE = TG_TABLE_NAME;
END $$
;;
CREATE OR REPLACE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
;;
CREATE OR REPLACE FUNCTION search_words(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    replace(CASE WHEN lower('Ж') = 'ж' THEN lower(given)
    ELSE translate(lower(given), 'АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁІЇЄҐЎ', 'абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґў') END, 'ё', 'е'),
    '[\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000a\u000b\u000c\u000d\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\u0020\u0021\u0022\u0023\u0024\u0025\u0026\u0027\u0028\u0029\u002a\u002b\u002c\u002d\u002e\u002f\u003a\u003b\u003c\u003d\u003e\u003f\u0040\u005b\u005c\u005d\u005e\u005f\u0060\u007b\u007c\u007d\u007e\u007f\u00a0\u00ab\u00bb\u201e\u201c\u201d\u2018\u2019\u2013\u2014\u2026\u00b7\u2022\u00b0\u2116\u00d7\u00b1\u00a7\u00a9\u00ae\u2122\u00b2\u00b3\u00bd]+', ' ', 'g'),
    '([0-9])([^0-9 ])', '\1 \2', 'g'),
    '([^0-9 ])([0-9])', '\1 \2', 'g'),
    '([^ ]{40})[^ ]+', '\1', 'g')
$$
;;
CREATE OR REPLACE FUNCTION search_code(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT left(replace(search_words(given), ' ', ''), 40)
$$
;;
CREATE OR REPLACE FUNCTION document_search_document(ids bigint[])
RETURNS TABLE (row_id bigint, said text, coded text) LANGUAGE sql STABLE AS $$
  SELECT * FROM (
    SELECT t.id, regexp_replace(' ' || concat_ws(' ',
      search_words(t.comment)) || ' ', ' +', ' ', 'g') AS said, concat_ws(' ', '', '')
    FROM (SELECT DISTINCT unnest(ids) AS id) k JOIN document t ON t.id = k.id
  ) d WHERE said <> ' '
$$
;;
CREATE OR REPLACE FUNCTION document_search_refresh(ids bigint[]) RETURNS void
LANGUAGE plpgsql SET work_mem = '64MB' AS $$
BEGIN
  PERFORM 1 FROM document_search_text WHERE row_id = ANY (ids) ORDER BY row_id FOR UPDATE;
  WITH changed AS MATERIALIZED (
    SELECT k.row_id, f.said, f.coded, s.text AS was FROM (SELECT DISTINCT unnest(ids) AS row_id) k
    LEFT JOIN document_search_document(ids) f ON f.row_id = k.row_id
    LEFT JOIN document_search_text s ON s.row_id = k.row_id
    WHERE (s.text, s.codes) IS DISTINCT FROM (f.said, f.coded)
  ), added AS MATERIALIZED (
    SELECT DISTINCT w.word COLLATE "C" AS word, c.row_id
    FROM changed c, string_to_table(c.said, ' ') AS w(word)
    WHERE w.word NOT IN ('', '|')
      AND (c.was IS NULL OR strpos(c.was, ' ' || w.word || ' ') = 0)
  ), kept AS (
    INSERT INTO document_search_word (word, row_id)
    SELECT word, row_id FROM added ORDER BY 1, 2
  ), dropped AS (
    DELETE FROM document_search_word k USING (
      SELECT c.row_id, w.word FROM changed c, string_to_table(c.was, ' ') AS w(word)
      WHERE w.word NOT IN ('', '|')
        AND (c.said IS NULL OR strpos(c.said, ' ' || w.word || ' ') = 0)
    ) d
    WHERE k.word = d.word AND k.row_id = d.row_id
  ), learned AS (
    INSERT INTO document_search_gram (gram, word)
    SELECT DISTINCT substr('  ' || n.word || ' ', at, 3), n.word
    FROM (SELECT DISTINCT word FROM added) n, generate_series(1, length(n.word) + 1) AS at
    WHERE n.word !~ '[0-9]' AND length(n.word) > 2 AND NOT EXISTS (
      SELECT 1 FROM document_search_gram g
      WHERE g.gram = '  ' || left(n.word, 1) AND g.word = n.word)
  ), gone AS (
    DELETE FROM document_search_text s USING changed c
    WHERE s.row_id = c.row_id AND c.said IS NULL
  )
  INSERT INTO document_search_text (row_id, text, start, codes)
  SELECT row_id, said, left(said, 60), coded
  FROM changed WHERE said IS NOT NULL ORDER BY row_id
  ON CONFLICT (row_id) DO UPDATE
    SET text = EXCLUDED.text, start = EXCLUDED.start, codes = EXCLUDED.codes;
END $$
;;
CREATE OR REPLACE FUNCTION document_search_touch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  touched bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(DISTINCT n.id) INTO touched FROM fresh n WHERE n.comment <> '';
  ELSIF TG_OP = 'DELETE' THEN
    SELECT array_agg(DISTINCT o.id) INTO touched FROM gone o;
  ELSE
    SELECT array_agg(DISTINCT t.row_id) INTO touched
    FROM fresh n JOIN gone o USING (id), unnest(ARRAY[n.id, o.id]) AS t(row_id)
    WHERE (n.id, n.comment) IS DISTINCT FROM (o.id, o.comment);
  END IF;
  IF touched IS NOT NULL THEN
    PERFORM document_search_refresh(touched);
  END IF;
  RETURN NULL;
END $$
;;
CREATE OR REPLACE TRIGGER document_search_insert AFTER INSERT ON document REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION document_search_touch()
;;
CREATE OR REPLACE TRIGGER document_search_update AFTER UPDATE ON document REFERENCING OLD TABLE AS gone NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION document_search_touch()
;;
CREATE OR REPLACE TRIGGER document_search_delete AFTER DELETE ON document REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION document_search_touch()
;;
CREATE OR REPLACE TRIGGER field_change_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON field_change FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
;;
CREATE OR REPLACE FUNCTION item_search_document(ids bigint[])
RETURNS TABLE (row_id bigint, said text, coded text) LANGUAGE sql STABLE AS $$
  SELECT * FROM (
    SELECT t.id, regexp_replace(' ' || concat_ws(' ',
      search_words(t.name),
      search_words(t.article), search_code(t.article),
      search_words(t.code), search_code(t.code),
      '|',
      (SELECT string_agg(concat_ws(' ', search_words(o.name)), ' ' ORDER BY o.id) FROM item_variant o WHERE o.item_id = t.id)) || ' ', ' +', ' ', 'g') AS said, concat_ws(' ', '', search_code(t.article), search_code(t.code), '')
    FROM (SELECT DISTINCT unnest(ids) AS id) k JOIN item t ON t.id = k.id
  ) d WHERE said <> ' '
$$
;;
CREATE OR REPLACE FUNCTION item_search_refresh(ids bigint[]) RETURNS void
LANGUAGE plpgsql SET work_mem = '64MB' AS $$
BEGIN
  PERFORM 1 FROM item_search_text WHERE row_id = ANY (ids) ORDER BY row_id FOR UPDATE;
  WITH changed AS MATERIALIZED (
    SELECT k.row_id, f.said, f.coded, s.text AS was FROM (SELECT DISTINCT unnest(ids) AS row_id) k
    LEFT JOIN item_search_document(ids) f ON f.row_id = k.row_id
    LEFT JOIN item_search_text s ON s.row_id = k.row_id
    WHERE (s.text, s.codes) IS DISTINCT FROM (f.said, f.coded)
  ), added AS MATERIALIZED (
    SELECT DISTINCT w.word COLLATE "C" AS word, c.row_id
    FROM changed c, string_to_table(c.said, ' ') AS w(word)
    WHERE w.word NOT IN ('', '|')
      AND (c.was IS NULL OR strpos(c.was, ' ' || w.word || ' ') = 0)
  ), kept AS (
    INSERT INTO item_search_word (word, row_id)
    SELECT word, row_id FROM added ORDER BY 1, 2
  ), dropped AS (
    DELETE FROM item_search_word k USING (
      SELECT c.row_id, w.word FROM changed c, string_to_table(c.was, ' ') AS w(word)
      WHERE w.word NOT IN ('', '|')
        AND (c.said IS NULL OR strpos(c.said, ' ' || w.word || ' ') = 0)
    ) d
    WHERE k.word = d.word AND k.row_id = d.row_id
  ), learned AS (
    INSERT INTO item_search_gram (gram, word)
    SELECT DISTINCT substr('  ' || n.word || ' ', at, 3), n.word
    FROM (SELECT DISTINCT word FROM added) n, generate_series(1, length(n.word) + 1) AS at
    WHERE n.word !~ '[0-9]' AND length(n.word) > 2 AND NOT EXISTS (
      SELECT 1 FROM item_search_gram g
      WHERE g.gram = '  ' || left(n.word, 1) AND g.word = n.word)
  ), gone AS (
    DELETE FROM item_search_text s USING changed c
    WHERE s.row_id = c.row_id AND c.said IS NULL
  )
  INSERT INTO item_search_text (row_id, text, start, codes)
  SELECT row_id, said, left(said, 60), coded
  FROM changed WHERE said IS NOT NULL ORDER BY row_id
  ON CONFLICT (row_id) DO UPDATE
    SET text = EXCLUDED.text, start = EXCLUDED.start, codes = EXCLUDED.codes;
END $$
;;
CREATE OR REPLACE FUNCTION item_search_touch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  touched bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(DISTINCT n.id) INTO touched FROM fresh n WHERE n.name <> '' OR n.article <> '' OR n.code <> '';
  ELSIF TG_OP = 'DELETE' THEN
    SELECT array_agg(DISTINCT o.id) INTO touched FROM gone o;
  ELSE
    SELECT array_agg(DISTINCT t.row_id) INTO touched
    FROM fresh n JOIN gone o USING (id), unnest(ARRAY[n.id, o.id]) AS t(row_id)
    WHERE (n.id, n.name, n.article, n.code) IS DISTINCT FROM (o.id, o.name, o.article, o.code);
  END IF;
  IF touched IS NOT NULL THEN
    PERFORM item_search_refresh(touched);
  END IF;
  RETURN NULL;
END $$
;;
CREATE OR REPLACE TRIGGER item_search_insert AFTER INSERT ON item REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION item_search_touch()
;;
CREATE OR REPLACE TRIGGER item_search_update AFTER UPDATE ON item REFERENCING OLD TABLE AS gone NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION item_search_touch()
;;
CREATE OR REPLACE TRIGGER item_search_delete AFTER DELETE ON item REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION item_search_touch()
;;
CREATE OR REPLACE FUNCTION item_variant_search_touch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  touched bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(DISTINCT n.item_id) INTO touched FROM fresh n WHERE n.name <> '';
  ELSIF TG_OP = 'DELETE' THEN
    SELECT array_agg(DISTINCT o.item_id) INTO touched FROM gone o;
  ELSE
    SELECT array_agg(DISTINCT t.row_id) INTO touched
    FROM fresh n JOIN gone o USING (id), unnest(ARRAY[n.item_id, o.item_id]) AS t(row_id)
    WHERE (n.item_id, n.name) IS DISTINCT FROM (o.item_id, o.name);
  END IF;
  IF touched IS NOT NULL THEN
    PERFORM item_search_refresh(touched);
  END IF;
  RETURN NULL;
END $$
;;
CREATE OR REPLACE TRIGGER item_variant_search_insert AFTER INSERT ON item_variant REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION item_variant_search_touch()
;;
CREATE OR REPLACE TRIGGER item_variant_search_update AFTER UPDATE ON item_variant REFERENCING OLD TABLE AS gone NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION item_variant_search_touch()
;;
CREATE OR REPLACE TRIGGER item_variant_search_delete AFTER DELETE ON item_variant REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION item_variant_search_touch()
;;
CREATE OR REPLACE FUNCTION partner_search_document(ids bigint[])
RETURNS TABLE (row_id bigint, said text, coded text) LANGUAGE sql STABLE AS $$
  SELECT * FROM (
    SELECT t.id, regexp_replace(' ' || concat_ws(' ',
      search_words(t.name),
      search_words(t.delivery_address),
      search_words(t.code), search_code(t.code),
      search_words(t.phone), search_code(t.phone),
      '|',
      (SELECT string_agg(concat_ws(' ', search_words(o.name), search_words(o.full_name), search_words(o.inn), search_code(o.inn)), ' ' ORDER BY o.id) FROM legal_entity o WHERE o.partner_id = t.id)) || ' ', ' +', ' ', 'g') AS said, concat_ws(' ', '', search_code(t.code), search_code(t.phone), '')
    FROM (SELECT DISTINCT unnest(ids) AS id) k JOIN partner t ON t.id = k.id
  ) d WHERE said <> ' '
$$
;;
CREATE OR REPLACE FUNCTION partner_search_refresh(ids bigint[]) RETURNS void
LANGUAGE plpgsql SET work_mem = '64MB' AS $$
BEGIN
  PERFORM 1 FROM partner_search_text WHERE row_id = ANY (ids) ORDER BY row_id FOR UPDATE;
  WITH changed AS MATERIALIZED (
    SELECT k.row_id, f.said, f.coded, s.text AS was FROM (SELECT DISTINCT unnest(ids) AS row_id) k
    LEFT JOIN partner_search_document(ids) f ON f.row_id = k.row_id
    LEFT JOIN partner_search_text s ON s.row_id = k.row_id
    WHERE (s.text, s.codes) IS DISTINCT FROM (f.said, f.coded)
  ), added AS MATERIALIZED (
    SELECT DISTINCT w.word COLLATE "C" AS word, c.row_id
    FROM changed c, string_to_table(c.said, ' ') AS w(word)
    WHERE w.word NOT IN ('', '|')
      AND (c.was IS NULL OR strpos(c.was, ' ' || w.word || ' ') = 0)
  ), kept AS (
    INSERT INTO partner_search_word (word, row_id)
    SELECT word, row_id FROM added ORDER BY 1, 2
  ), dropped AS (
    DELETE FROM partner_search_word k USING (
      SELECT c.row_id, w.word FROM changed c, string_to_table(c.was, ' ') AS w(word)
      WHERE w.word NOT IN ('', '|')
        AND (c.said IS NULL OR strpos(c.said, ' ' || w.word || ' ') = 0)
    ) d
    WHERE k.word = d.word AND k.row_id = d.row_id
  ), learned AS (
    INSERT INTO partner_search_gram (gram, word)
    SELECT DISTINCT substr('  ' || n.word || ' ', at, 3), n.word
    FROM (SELECT DISTINCT word FROM added) n, generate_series(1, length(n.word) + 1) AS at
    WHERE n.word !~ '[0-9]' AND length(n.word) > 2 AND NOT EXISTS (
      SELECT 1 FROM partner_search_gram g
      WHERE g.gram = '  ' || left(n.word, 1) AND g.word = n.word)
  ), gone AS (
    DELETE FROM partner_search_text s USING changed c
    WHERE s.row_id = c.row_id AND c.said IS NULL
  )
  INSERT INTO partner_search_text (row_id, text, start, codes)
  SELECT row_id, said, left(said, 60), coded
  FROM changed WHERE said IS NOT NULL ORDER BY row_id
  ON CONFLICT (row_id) DO UPDATE
    SET text = EXCLUDED.text, start = EXCLUDED.start, codes = EXCLUDED.codes;
END $$
;;
CREATE OR REPLACE FUNCTION partner_search_touch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  touched bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(DISTINCT n.id) INTO touched FROM fresh n WHERE n.name <> '' OR n.delivery_address <> '' OR n.code <> '' OR n.phone <> '';
  ELSIF TG_OP = 'DELETE' THEN
    SELECT array_agg(DISTINCT o.id) INTO touched FROM gone o;
  ELSE
    SELECT array_agg(DISTINCT t.row_id) INTO touched
    FROM fresh n JOIN gone o USING (id), unnest(ARRAY[n.id, o.id]) AS t(row_id)
    WHERE (n.id, n.name, n.delivery_address, n.code, n.phone) IS DISTINCT FROM (o.id, o.name, o.delivery_address, o.code, o.phone);
  END IF;
  IF touched IS NOT NULL THEN
    PERFORM partner_search_refresh(touched);
  END IF;
  RETURN NULL;
END $$
;;
CREATE OR REPLACE TRIGGER partner_search_insert AFTER INSERT ON partner REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION partner_search_touch()
;;
CREATE OR REPLACE TRIGGER partner_search_update AFTER UPDATE ON partner REFERENCING OLD TABLE AS gone NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION partner_search_touch()
;;
CREATE OR REPLACE TRIGGER partner_search_delete AFTER DELETE ON partner REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION partner_search_touch()
;;
CREATE OR REPLACE FUNCTION legal_entity_search_touch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  touched bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(DISTINCT n.partner_id) INTO touched FROM fresh n WHERE n.name <> '' OR n.full_name <> '' OR n.inn <> '';
  ELSIF TG_OP = 'DELETE' THEN
    SELECT array_agg(DISTINCT o.partner_id) INTO touched FROM gone o;
  ELSE
    SELECT array_agg(DISTINCT t.row_id) INTO touched
    FROM fresh n JOIN gone o USING (id), unnest(ARRAY[n.partner_id, o.partner_id]) AS t(row_id)
    WHERE (n.partner_id, n.name, n.full_name, n.inn) IS DISTINCT FROM (o.partner_id, o.name, o.full_name, o.inn);
  END IF;
  IF touched IS NOT NULL THEN
    PERFORM partner_search_refresh(touched);
  END IF;
  RETURN NULL;
END $$
;;
CREATE OR REPLACE TRIGGER legal_entity_search_insert AFTER INSERT ON legal_entity REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION legal_entity_search_touch()
;;
CREATE OR REPLACE TRIGGER legal_entity_search_update AFTER UPDATE ON legal_entity REFERENCING OLD TABLE AS gone NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION legal_entity_search_touch()
;;
CREATE OR REPLACE TRIGGER legal_entity_search_delete AFTER DELETE ON legal_entity REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION legal_entity_search_touch()
;;
CREATE OR REPLACE FUNCTION on_hand_apply() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  shortages jsonb;
  closed date;
  earliest date;
BEGIN
  SELECT min(date) INTO earliest FROM fresh;
  IF earliest IS NULL THEN RETURN NULL; END IF;
  SELECT closed_through INTO closed FROM closed_period WHERE closed_through >= earliest;
  IF FOUND THEN
    RAISE EXCEPTION 'period closed through %', closed USING ERRCODE = 'KL002',
      DETAIL = jsonb_build_object('date', earliest, 'closed_through', closed)::text;
  END IF;
  INSERT INTO on_hand_balance (warehouse_id, room_id, item_id, variant_id, lot_id, quality, earmark_id)
    SELECT d.warehouse_id, d.room_id, d.item_id, d.variant_id, d.lot_id, d.quality, d.earmark_id FROM (SELECT DISTINCT warehouse_id, room_id, item_id, variant_id, lot_id, quality, earmark_id FROM fresh) d
    WHERE NOT EXISTS (SELECT 1 FROM on_hand_balance b WHERE b.warehouse_id = d.warehouse_id AND b.room_id = d.room_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id AND b.lot_id = d.lot_id AND b.quality = d.quality AND b.earmark_id = d.earmark_id)
    ORDER BY d.warehouse_id, d.room_id, d.item_id, d.variant_id, d.lot_id, d.quality, d.earmark_id ON CONFLICT DO NOTHING;
  PERFORM 1 FROM on_hand_balance b JOIN (SELECT DISTINCT warehouse_id, room_id, item_id, variant_id, lot_id, quality, earmark_id FROM fresh) d ON b.warehouse_id = d.warehouse_id AND b.room_id = d.room_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id AND b.lot_id = d.lot_id AND b.quality = d.quality AND b.earmark_id = d.earmark_id
    ORDER BY b.warehouse_id, b.room_id, b.item_id, b.variant_id, b.lot_id, b.quality, b.earmark_id FOR UPDATE OF b;
  SELECT jsonb_agg(missing) INTO shortages FROM (
    SELECT 'quantity' AS measure, -d.quantity AS asked, b.quantity - 0 AS available, jsonb_build_object('warehouse_id', d.warehouse_id, 'room_id', d.room_id, 'item_id', d.item_id, 'variant_id', d.variant_id, 'lot_id', d.lot_id, 'quality', d.quality, 'earmark_id', d.earmark_id) AS "where" FROM (SELECT warehouse_id, room_id, item_id, variant_id, lot_id, quality, earmark_id, sum(quantity)::bigint AS quantity FROM fresh GROUP BY warehouse_id, room_id, item_id, variant_id, lot_id, quality, earmark_id) d JOIN on_hand_balance b ON b.warehouse_id = d.warehouse_id AND b.room_id = d.room_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id AND b.lot_id = d.lot_id AND b.quality = d.quality AND b.earmark_id = d.earmark_id WHERE d.quantity < 0 AND b.quantity + d.quantity < 0
  ) missing;
  IF shortages IS NOT NULL THEN
    RAISE EXCEPTION 'not enough in ledger on_hand' USING ERRCODE = 'KL001',
      TABLE = 'on_hand_balance', DETAIL = shortages::text;
  END IF;
  UPDATE on_hand_balance b SET quantity = b.quantity + d.quantity FROM (SELECT warehouse_id, room_id, item_id, variant_id, lot_id, quality, earmark_id, sum(quantity)::bigint AS quantity FROM fresh GROUP BY warehouse_id, room_id, item_id, variant_id, lot_id, quality, earmark_id) d WHERE b.warehouse_id = d.warehouse_id AND b.room_id = d.room_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id AND b.lot_id = d.lot_id AND b.quality = d.quality AND b.earmark_id = d.earmark_id;
  RETURN NULL;
END $$
;;
CREATE OR REPLACE TRIGGER on_hand_apply AFTER INSERT ON on_hand_entry REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION on_hand_apply()
;;
CREATE OR REPLACE TRIGGER on_hand_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON on_hand_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
;;
CREATE OR REPLACE FUNCTION in_cells_apply() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  shortages jsonb;
  closed date;
  earliest date;
BEGIN
  SELECT min(date) INTO earliest FROM fresh;
  IF earliest IS NULL THEN RETURN NULL; END IF;
  SELECT closed_through INTO closed FROM closed_period WHERE closed_through >= earliest;
  IF FOUND THEN
    RAISE EXCEPTION 'period closed through %', closed USING ERRCODE = 'KL002',
      DETAIL = jsonb_build_object('date', earliest, 'closed_through', closed)::text;
  END IF;
  INSERT INTO in_cells_balance (cell_id, item_id, variant_id, packaging_id, lot_id, earmark_id)
    SELECT d.cell_id, d.item_id, d.variant_id, d.packaging_id, d.lot_id, d.earmark_id FROM (SELECT DISTINCT cell_id, item_id, variant_id, packaging_id, lot_id, earmark_id FROM fresh) d
    WHERE NOT EXISTS (SELECT 1 FROM in_cells_balance b WHERE b.cell_id = d.cell_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id AND b.packaging_id = d.packaging_id AND b.lot_id = d.lot_id AND b.earmark_id = d.earmark_id)
    ORDER BY d.cell_id, d.item_id, d.variant_id, d.packaging_id, d.lot_id, d.earmark_id ON CONFLICT DO NOTHING;
  PERFORM 1 FROM in_cells_balance b JOIN (SELECT DISTINCT cell_id, item_id, variant_id, packaging_id, lot_id, earmark_id FROM fresh) d ON b.cell_id = d.cell_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id AND b.packaging_id = d.packaging_id AND b.lot_id = d.lot_id AND b.earmark_id = d.earmark_id
    ORDER BY b.cell_id, b.item_id, b.variant_id, b.packaging_id, b.lot_id, b.earmark_id FOR UPDATE OF b;
  SELECT jsonb_agg(missing) INTO shortages FROM (
    SELECT 'quantity' AS measure, -d.quantity AS asked, b.quantity - 0 AS available, jsonb_build_object('cell_id', d.cell_id, 'item_id', d.item_id, 'variant_id', d.variant_id, 'packaging_id', d.packaging_id, 'lot_id', d.lot_id, 'earmark_id', d.earmark_id) AS "where" FROM (SELECT cell_id, item_id, variant_id, packaging_id, lot_id, earmark_id, sum(quantity)::bigint AS quantity FROM fresh GROUP BY cell_id, item_id, variant_id, packaging_id, lot_id, earmark_id) d JOIN in_cells_balance b ON b.cell_id = d.cell_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id AND b.packaging_id = d.packaging_id AND b.lot_id = d.lot_id AND b.earmark_id = d.earmark_id WHERE d.quantity < 0 AND b.quantity + d.quantity < 0
  ) missing;
  IF shortages IS NOT NULL THEN
    RAISE EXCEPTION 'not enough in ledger in_cells' USING ERRCODE = 'KL001',
      TABLE = 'in_cells_balance', DETAIL = shortages::text;
  END IF;
  UPDATE in_cells_balance b SET quantity = b.quantity + d.quantity FROM (SELECT cell_id, item_id, variant_id, packaging_id, lot_id, earmark_id, sum(quantity)::bigint AS quantity FROM fresh GROUP BY cell_id, item_id, variant_id, packaging_id, lot_id, earmark_id) d WHERE b.cell_id = d.cell_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id AND b.packaging_id = d.packaging_id AND b.lot_id = d.lot_id AND b.earmark_id = d.earmark_id;
  RETURN NULL;
END $$
;;
CREATE OR REPLACE TRIGGER in_cells_apply AFTER INSERT ON in_cells_entry REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION in_cells_apply()
;;
CREATE OR REPLACE TRIGGER in_cells_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON in_cells_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
;;
CREATE OR REPLACE FUNCTION free_stock_apply() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  shortages jsonb;
  closed date;
  earliest date;
BEGIN
  SELECT min(date) INTO earliest FROM fresh;
  IF earliest IS NULL THEN RETURN NULL; END IF;
  SELECT closed_through INTO closed FROM closed_period WHERE closed_through >= earliest;
  IF FOUND THEN
    RAISE EXCEPTION 'period closed through %', closed USING ERRCODE = 'KL002',
      DETAIL = jsonb_build_object('date', earliest, 'closed_through', closed)::text;
  END IF;
  INSERT INTO free_stock_balance (warehouse_id, item_id, variant_id, controlled)
    SELECT d.warehouse_id, d.item_id, d.variant_id, coalesce((SELECT w.control_free_stock FROM warehouse w WHERE w.id = d.warehouse_id), true) FROM (SELECT DISTINCT warehouse_id, item_id, variant_id FROM fresh) d
    WHERE NOT EXISTS (SELECT 1 FROM free_stock_balance b WHERE b.warehouse_id = d.warehouse_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id)
    ORDER BY d.warehouse_id, d.item_id, d.variant_id ON CONFLICT DO NOTHING;
  PERFORM 1 FROM free_stock_balance b JOIN (SELECT DISTINCT warehouse_id, item_id, variant_id FROM fresh) d ON b.warehouse_id = d.warehouse_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id
    ORDER BY b.warehouse_id, b.item_id, b.variant_id FOR UPDATE OF b;
  SELECT jsonb_agg(missing) INTO shortages FROM (
    SELECT 'on_hand' AS measure, -d.on_hand AS asked, b.on_hand - 0 AS available, jsonb_build_object('warehouse_id', d.warehouse_id, 'item_id', d.item_id, 'variant_id', d.variant_id) AS "where" FROM (SELECT warehouse_id, item_id, variant_id, sum(on_hand)::bigint AS on_hand, sum(reserved)::bigint AS reserved, sum(earmarked)::bigint AS earmarked, sum(to_ship)::bigint AS to_ship FROM fresh GROUP BY warehouse_id, item_id, variant_id) d JOIN free_stock_balance b ON b.warehouse_id = d.warehouse_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id WHERE d.on_hand < 0 AND b.on_hand + d.on_hand < 0
    UNION ALL
    SELECT 'reserved' AS measure, -d.reserved AS asked, b.reserved - 0 AS available, jsonb_build_object('warehouse_id', d.warehouse_id, 'item_id', d.item_id, 'variant_id', d.variant_id) AS "where" FROM (SELECT warehouse_id, item_id, variant_id, sum(on_hand)::bigint AS on_hand, sum(reserved)::bigint AS reserved, sum(earmarked)::bigint AS earmarked, sum(to_ship)::bigint AS to_ship FROM fresh GROUP BY warehouse_id, item_id, variant_id) d JOIN free_stock_balance b ON b.warehouse_id = d.warehouse_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id WHERE d.reserved < 0 AND b.reserved + d.reserved < 0
    UNION ALL
    SELECT 'earmarked' AS measure, -d.earmarked AS asked, b.earmarked - 0 AS available, jsonb_build_object('warehouse_id', d.warehouse_id, 'item_id', d.item_id, 'variant_id', d.variant_id) AS "where" FROM (SELECT warehouse_id, item_id, variant_id, sum(on_hand)::bigint AS on_hand, sum(reserved)::bigint AS reserved, sum(earmarked)::bigint AS earmarked, sum(to_ship)::bigint AS to_ship FROM fresh GROUP BY warehouse_id, item_id, variant_id) d JOIN free_stock_balance b ON b.warehouse_id = d.warehouse_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id WHERE d.earmarked < 0 AND b.earmarked + d.earmarked < 0
    UNION ALL
    SELECT 'to_ship' AS measure, -d.to_ship AS asked, b.to_ship - 0 AS available, jsonb_build_object('warehouse_id', d.warehouse_id, 'item_id', d.item_id, 'variant_id', d.variant_id) AS "where" FROM (SELECT warehouse_id, item_id, variant_id, sum(on_hand)::bigint AS on_hand, sum(reserved)::bigint AS reserved, sum(earmarked)::bigint AS earmarked, sum(to_ship)::bigint AS to_ship FROM fresh GROUP BY warehouse_id, item_id, variant_id) d JOIN free_stock_balance b ON b.warehouse_id = d.warehouse_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id WHERE d.to_ship < 0 AND b.to_ship + d.to_ship < 0
    UNION ALL
    SELECT 'free', -(+ d.on_hand - d.reserved - d.earmarked - d.to_ship), + b.on_hand - b.reserved - b.earmarked - b.to_ship, jsonb_build_object('warehouse_id', d.warehouse_id, 'item_id', d.item_id, 'variant_id', d.variant_id) FROM (SELECT warehouse_id, item_id, variant_id, sum(on_hand)::bigint AS on_hand, sum(reserved)::bigint AS reserved, sum(earmarked)::bigint AS earmarked, sum(to_ship)::bigint AS to_ship FROM fresh GROUP BY warehouse_id, item_id, variant_id) d JOIN free_stock_balance b ON b.warehouse_id = d.warehouse_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id WHERE b.controlled AND (+ d.on_hand - d.reserved - d.earmarked - d.to_ship) < 0 AND (+ b.on_hand - b.reserved - b.earmarked - b.to_ship) + (+ d.on_hand - d.reserved - d.earmarked - d.to_ship) < 0
  ) missing;
  IF shortages IS NOT NULL THEN
    RAISE EXCEPTION 'not enough in ledger free_stock' USING ERRCODE = 'KL001',
      TABLE = 'free_stock_balance', DETAIL = shortages::text;
  END IF;
  UPDATE free_stock_balance b SET on_hand = b.on_hand + d.on_hand, reserved = b.reserved + d.reserved, earmarked = b.earmarked + d.earmarked, to_ship = b.to_ship + d.to_ship FROM (SELECT warehouse_id, item_id, variant_id, sum(on_hand)::bigint AS on_hand, sum(reserved)::bigint AS reserved, sum(earmarked)::bigint AS earmarked, sum(to_ship)::bigint AS to_ship FROM fresh GROUP BY warehouse_id, item_id, variant_id) d WHERE b.warehouse_id = d.warehouse_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id;
  RETURN NULL;
END $$
;;
CREATE OR REPLACE TRIGGER free_stock_apply AFTER INSERT ON free_stock_entry REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION free_stock_apply()
;;
CREATE OR REPLACE TRIGGER free_stock_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON free_stock_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
;;
CREATE OR REPLACE FUNCTION dispositions_apply() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  shortages jsonb;
  closed date;
  earliest date;
BEGIN
  SELECT min(date) INTO earliest FROM fresh;
  IF earliest IS NULL THEN RETURN NULL; END IF;
  SELECT closed_through INTO closed FROM closed_period WHERE closed_through >= earliest;
  IF FOUND THEN
    RAISE EXCEPTION 'period closed through %', closed USING ERRCODE = 'KL002',
      DETAIL = jsonb_build_object('date', earliest, 'closed_through', closed)::text;
  END IF;
  INSERT INTO dispositions_balance (disposition_line_id, item_id, variant_id, company_id)
    SELECT d.disposition_line_id, d.item_id, d.variant_id, d.company_id FROM (SELECT DISTINCT disposition_line_id, item_id, variant_id, company_id FROM fresh) d
    WHERE NOT EXISTS (SELECT 1 FROM dispositions_balance b WHERE b.disposition_line_id = d.disposition_line_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id AND b.company_id = d.company_id)
    ORDER BY d.disposition_line_id, d.item_id, d.variant_id, d.company_id ON CONFLICT DO NOTHING;
  PERFORM 1 FROM dispositions_balance b JOIN (SELECT DISTINCT disposition_line_id, item_id, variant_id, company_id FROM fresh) d ON b.disposition_line_id = d.disposition_line_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id AND b.company_id = d.company_id
    ORDER BY b.disposition_line_id, b.item_id, b.variant_id, b.company_id FOR UPDATE OF b;
  SELECT jsonb_agg(missing) INTO shortages FROM (
    SELECT 'disposed' AS measure, -d.disposed AS asked, b.disposed - 0 AS available, jsonb_build_object('disposition_line_id', d.disposition_line_id, 'item_id', d.item_id, 'variant_id', d.variant_id, 'company_id', d.company_id) AS "where" FROM (SELECT disposition_line_id, item_id, variant_id, company_id, sum(disposed)::bigint AS disposed, sum(ordered)::bigint AS ordered, sum(shipped)::bigint AS shipped, sum(invoiced)::bigint AS invoiced FROM fresh GROUP BY disposition_line_id, item_id, variant_id, company_id) d JOIN dispositions_balance b ON b.disposition_line_id = d.disposition_line_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id AND b.company_id = d.company_id WHERE d.disposed < 0 AND b.disposed + d.disposed < 0
    UNION ALL
    SELECT 'ordered' AS measure, -d.ordered AS asked, b.ordered - 0 AS available, jsonb_build_object('disposition_line_id', d.disposition_line_id, 'item_id', d.item_id, 'variant_id', d.variant_id, 'company_id', d.company_id) AS "where" FROM (SELECT disposition_line_id, item_id, variant_id, company_id, sum(disposed)::bigint AS disposed, sum(ordered)::bigint AS ordered, sum(shipped)::bigint AS shipped, sum(invoiced)::bigint AS invoiced FROM fresh GROUP BY disposition_line_id, item_id, variant_id, company_id) d JOIN dispositions_balance b ON b.disposition_line_id = d.disposition_line_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id AND b.company_id = d.company_id WHERE d.ordered < 0 AND b.ordered + d.ordered < 0
    UNION ALL
    SELECT 'shipped' AS measure, -d.shipped AS asked, b.shipped - 0 AS available, jsonb_build_object('disposition_line_id', d.disposition_line_id, 'item_id', d.item_id, 'variant_id', d.variant_id, 'company_id', d.company_id) AS "where" FROM (SELECT disposition_line_id, item_id, variant_id, company_id, sum(disposed)::bigint AS disposed, sum(ordered)::bigint AS ordered, sum(shipped)::bigint AS shipped, sum(invoiced)::bigint AS invoiced FROM fresh GROUP BY disposition_line_id, item_id, variant_id, company_id) d JOIN dispositions_balance b ON b.disposition_line_id = d.disposition_line_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id AND b.company_id = d.company_id WHERE d.shipped < 0 AND b.shipped + d.shipped < 0
    UNION ALL
    SELECT 'invoiced' AS measure, -d.invoiced AS asked, b.invoiced - 0 AS available, jsonb_build_object('disposition_line_id', d.disposition_line_id, 'item_id', d.item_id, 'variant_id', d.variant_id, 'company_id', d.company_id) AS "where" FROM (SELECT disposition_line_id, item_id, variant_id, company_id, sum(disposed)::bigint AS disposed, sum(ordered)::bigint AS ordered, sum(shipped)::bigint AS shipped, sum(invoiced)::bigint AS invoiced FROM fresh GROUP BY disposition_line_id, item_id, variant_id, company_id) d JOIN dispositions_balance b ON b.disposition_line_id = d.disposition_line_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id AND b.company_id = d.company_id WHERE d.invoiced < 0 AND b.invoiced + d.invoiced < 0
    UNION ALL
    SELECT 'ordered_within', -(+ d.disposed - d.ordered), + b.disposed - b.ordered, jsonb_build_object('disposition_line_id', d.disposition_line_id, 'item_id', d.item_id, 'variant_id', d.variant_id, 'company_id', d.company_id) FROM (SELECT disposition_line_id, item_id, variant_id, company_id, sum(disposed)::bigint AS disposed, sum(ordered)::bigint AS ordered, sum(shipped)::bigint AS shipped, sum(invoiced)::bigint AS invoiced FROM fresh GROUP BY disposition_line_id, item_id, variant_id, company_id) d JOIN dispositions_balance b ON b.disposition_line_id = d.disposition_line_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id AND b.company_id = d.company_id WHERE (+ d.disposed - d.ordered) < 0 AND (+ b.disposed - b.ordered) + (+ d.disposed - d.ordered) < 0
    UNION ALL
    SELECT 'shipped_within', -(+ d.ordered - d.shipped), + b.ordered - b.shipped, jsonb_build_object('disposition_line_id', d.disposition_line_id, 'item_id', d.item_id, 'variant_id', d.variant_id, 'company_id', d.company_id) FROM (SELECT disposition_line_id, item_id, variant_id, company_id, sum(disposed)::bigint AS disposed, sum(ordered)::bigint AS ordered, sum(shipped)::bigint AS shipped, sum(invoiced)::bigint AS invoiced FROM fresh GROUP BY disposition_line_id, item_id, variant_id, company_id) d JOIN dispositions_balance b ON b.disposition_line_id = d.disposition_line_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id AND b.company_id = d.company_id WHERE (+ d.ordered - d.shipped) < 0 AND (+ b.ordered - b.shipped) + (+ d.ordered - d.shipped) < 0
    UNION ALL
    SELECT 'invoiced_within', -(+ d.disposed - d.invoiced), + b.disposed - b.invoiced, jsonb_build_object('disposition_line_id', d.disposition_line_id, 'item_id', d.item_id, 'variant_id', d.variant_id, 'company_id', d.company_id) FROM (SELECT disposition_line_id, item_id, variant_id, company_id, sum(disposed)::bigint AS disposed, sum(ordered)::bigint AS ordered, sum(shipped)::bigint AS shipped, sum(invoiced)::bigint AS invoiced FROM fresh GROUP BY disposition_line_id, item_id, variant_id, company_id) d JOIN dispositions_balance b ON b.disposition_line_id = d.disposition_line_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id AND b.company_id = d.company_id WHERE (+ d.disposed - d.invoiced) < 0 AND (+ b.disposed - b.invoiced) + (+ d.disposed - d.invoiced) < 0
  ) missing;
  IF shortages IS NOT NULL THEN
    RAISE EXCEPTION 'not enough in ledger dispositions' USING ERRCODE = 'KL001',
      TABLE = 'dispositions_balance', DETAIL = shortages::text;
  END IF;
  UPDATE dispositions_balance b SET disposed = b.disposed + d.disposed, ordered = b.ordered + d.ordered, shipped = b.shipped + d.shipped, invoiced = b.invoiced + d.invoiced FROM (SELECT disposition_line_id, item_id, variant_id, company_id, sum(disposed)::bigint AS disposed, sum(ordered)::bigint AS ordered, sum(shipped)::bigint AS shipped, sum(invoiced)::bigint AS invoiced FROM fresh GROUP BY disposition_line_id, item_id, variant_id, company_id) d WHERE b.disposition_line_id = d.disposition_line_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id AND b.company_id = d.company_id;
  RETURN NULL;
END $$
;;
CREATE OR REPLACE TRIGGER dispositions_apply AFTER INSERT ON dispositions_entry REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION dispositions_apply()
;;
CREATE OR REPLACE TRIGGER dispositions_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON dispositions_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
;;
CREATE OR REPLACE FUNCTION expected_apply() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  shortages jsonb;
  closed date;
  earliest date;
BEGIN
  SELECT min(date) INTO earliest FROM fresh;
  IF earliest IS NULL THEN RETURN NULL; END IF;
  SELECT closed_through INTO closed FROM closed_period WHERE closed_through >= earliest;
  IF FOUND THEN
    RAISE EXCEPTION 'period closed through %', closed USING ERRCODE = 'KL002',
      DETAIL = jsonb_build_object('date', earliest, 'closed_through', closed)::text;
  END IF;
  INSERT INTO expected_balance (source_line_id, warehouse_id, item_id, variant_id)
    SELECT d.source_line_id, d.warehouse_id, d.item_id, d.variant_id FROM (SELECT DISTINCT source_line_id, warehouse_id, item_id, variant_id FROM fresh) d
    WHERE NOT EXISTS (SELECT 1 FROM expected_balance b WHERE b.source_line_id = d.source_line_id AND b.warehouse_id = d.warehouse_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id)
    ORDER BY d.source_line_id, d.warehouse_id, d.item_id, d.variant_id ON CONFLICT DO NOTHING;
  PERFORM 1 FROM expected_balance b JOIN (SELECT DISTINCT source_line_id, warehouse_id, item_id, variant_id FROM fresh) d ON b.source_line_id = d.source_line_id AND b.warehouse_id = d.warehouse_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id
    ORDER BY b.source_line_id, b.warehouse_id, b.item_id, b.variant_id FOR UPDATE OF b;
  SELECT jsonb_agg(missing) INTO shortages FROM (
    SELECT 'expected' AS measure, -d.expected AS asked, b.expected - 0 AS available, jsonb_build_object('source_line_id', d.source_line_id, 'warehouse_id', d.warehouse_id, 'item_id', d.item_id, 'variant_id', d.variant_id) AS "where" FROM (SELECT source_line_id, warehouse_id, item_id, variant_id, sum(expected)::bigint AS expected, sum(claimed)::bigint AS claimed FROM fresh GROUP BY source_line_id, warehouse_id, item_id, variant_id) d JOIN expected_balance b ON b.source_line_id = d.source_line_id AND b.warehouse_id = d.warehouse_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id WHERE d.expected < 0 AND b.expected + d.expected < 0
    UNION ALL
    SELECT 'claimed' AS measure, -d.claimed AS asked, b.claimed - 0 AS available, jsonb_build_object('source_line_id', d.source_line_id, 'warehouse_id', d.warehouse_id, 'item_id', d.item_id, 'variant_id', d.variant_id) AS "where" FROM (SELECT source_line_id, warehouse_id, item_id, variant_id, sum(expected)::bigint AS expected, sum(claimed)::bigint AS claimed FROM fresh GROUP BY source_line_id, warehouse_id, item_id, variant_id) d JOIN expected_balance b ON b.source_line_id = d.source_line_id AND b.warehouse_id = d.warehouse_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id WHERE d.claimed < 0 AND b.claimed + d.claimed < 0
    UNION ALL
    SELECT 'unclaimed', -(+ d.expected - d.claimed), + b.expected - b.claimed, jsonb_build_object('source_line_id', d.source_line_id, 'warehouse_id', d.warehouse_id, 'item_id', d.item_id, 'variant_id', d.variant_id) FROM (SELECT source_line_id, warehouse_id, item_id, variant_id, sum(expected)::bigint AS expected, sum(claimed)::bigint AS claimed FROM fresh GROUP BY source_line_id, warehouse_id, item_id, variant_id) d JOIN expected_balance b ON b.source_line_id = d.source_line_id AND b.warehouse_id = d.warehouse_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id WHERE (+ d.expected - d.claimed) < 0 AND (+ b.expected - b.claimed) + (+ d.expected - d.claimed) < 0
  ) missing;
  IF shortages IS NOT NULL THEN
    RAISE EXCEPTION 'not enough in ledger expected' USING ERRCODE = 'KL001',
      TABLE = 'expected_balance', DETAIL = shortages::text;
  END IF;
  UPDATE expected_balance b SET expected = b.expected + d.expected, claimed = b.claimed + d.claimed FROM (SELECT source_line_id, warehouse_id, item_id, variant_id, sum(expected)::bigint AS expected, sum(claimed)::bigint AS claimed FROM fresh GROUP BY source_line_id, warehouse_id, item_id, variant_id) d WHERE b.source_line_id = d.source_line_id AND b.warehouse_id = d.warehouse_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id;
  RETURN NULL;
END $$
;;
CREATE OR REPLACE TRIGGER expected_apply AFTER INSERT ON expected_entry REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION expected_apply()
;;
CREATE OR REPLACE TRIGGER expected_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON expected_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
;;
CREATE OR REPLACE FUNCTION settlements_apply() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  shortages jsonb;
  closed date;
  earliest date;
BEGIN
  SELECT min(date) INTO earliest FROM fresh;
  IF earliest IS NULL THEN RETURN NULL; END IF;
  SELECT closed_through INTO closed FROM closed_period WHERE closed_through >= earliest;
  IF FOUND THEN
    RAISE EXCEPTION 'period closed through %', closed USING ERRCODE = 'KL002',
      DETAIL = jsonb_build_object('date', earliest, 'closed_through', closed)::text;
  END IF;
  INSERT INTO settlements_balance (company_id, legal_entity_id, contract_id, object_id, currency)
    SELECT d.company_id, d.legal_entity_id, d.contract_id, d.object_id, d.currency FROM (SELECT DISTINCT company_id, legal_entity_id, contract_id, object_id, currency FROM fresh) d
    WHERE NOT EXISTS (SELECT 1 FROM settlements_balance b WHERE b.company_id = d.company_id AND b.legal_entity_id = d.legal_entity_id AND b.contract_id = d.contract_id AND b.object_id = d.object_id AND b.currency = d.currency)
    ORDER BY d.company_id, d.legal_entity_id, d.contract_id, d.object_id, d.currency ON CONFLICT DO NOTHING;
  PERFORM 1 FROM settlements_balance b JOIN (SELECT DISTINCT company_id, legal_entity_id, contract_id, object_id, currency FROM fresh) d ON b.company_id = d.company_id AND b.legal_entity_id = d.legal_entity_id AND b.contract_id = d.contract_id AND b.object_id = d.object_id AND b.currency = d.currency
    ORDER BY b.company_id, b.legal_entity_id, b.contract_id, b.object_id, b.currency FOR UPDATE OF b;
  SELECT jsonb_agg(missing) INTO shortages FROM (
    SELECT 'charged' AS measure, -d.charged AS asked, b.charged - 0 AS available, jsonb_build_object('company_id', d.company_id, 'legal_entity_id', d.legal_entity_id, 'contract_id', d.contract_id, 'object_id', d.object_id, 'currency', d.currency) AS "where" FROM (SELECT company_id, legal_entity_id, contract_id, object_id, currency, sum(charged)::bigint AS charged, sum(paid)::bigint AS paid FROM fresh GROUP BY company_id, legal_entity_id, contract_id, object_id, currency) d JOIN settlements_balance b ON b.company_id = d.company_id AND b.legal_entity_id = d.legal_entity_id AND b.contract_id = d.contract_id AND b.object_id = d.object_id AND b.currency = d.currency WHERE d.charged < 0 AND b.charged + d.charged < 0
    UNION ALL
    SELECT 'paid' AS measure, -d.paid AS asked, b.paid - 0 AS available, jsonb_build_object('company_id', d.company_id, 'legal_entity_id', d.legal_entity_id, 'contract_id', d.contract_id, 'object_id', d.object_id, 'currency', d.currency) AS "where" FROM (SELECT company_id, legal_entity_id, contract_id, object_id, currency, sum(charged)::bigint AS charged, sum(paid)::bigint AS paid FROM fresh GROUP BY company_id, legal_entity_id, contract_id, object_id, currency) d JOIN settlements_balance b ON b.company_id = d.company_id AND b.legal_entity_id = d.legal_entity_id AND b.contract_id = d.contract_id AND b.object_id = d.object_id AND b.currency = d.currency WHERE d.paid < 0 AND b.paid + d.paid < 0
  ) missing;
  IF shortages IS NOT NULL THEN
    RAISE EXCEPTION 'not enough in ledger settlements' USING ERRCODE = 'KL001',
      TABLE = 'settlements_balance', DETAIL = shortages::text;
  END IF;
  UPDATE settlements_balance b SET charged = b.charged + d.charged, paid = b.paid + d.paid FROM (SELECT company_id, legal_entity_id, contract_id, object_id, currency, sum(charged)::bigint AS charged, sum(paid)::bigint AS paid FROM fresh GROUP BY company_id, legal_entity_id, contract_id, object_id, currency) d WHERE b.company_id = d.company_id AND b.legal_entity_id = d.legal_entity_id AND b.contract_id = d.contract_id AND b.object_id = d.object_id AND b.currency = d.currency;
  RETURN NULL;
END $$
;;
CREATE OR REPLACE TRIGGER settlements_apply AFTER INSERT ON settlements_entry REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION settlements_apply()
;;
CREATE OR REPLACE TRIGGER settlements_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON settlements_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
;;
CREATE OR REPLACE FUNCTION payment_plan_apply() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  shortages jsonb;
  closed date;
  earliest date;
BEGIN
  SELECT min(date) INTO earliest FROM fresh;
  IF earliest IS NULL THEN RETURN NULL; END IF;
  SELECT closed_through INTO closed FROM closed_period WHERE closed_through >= earliest;
  IF FOUND THEN
    RAISE EXCEPTION 'period closed through %', closed USING ERRCODE = 'KL002',
      DETAIL = jsonb_build_object('date', earliest, 'closed_through', closed)::text;
  END IF;
  INSERT INTO payment_plan_balance (object_id, currency, plan_id, order_id, stage_no, kind, due_on)
    SELECT d.object_id, d.currency, d.plan_id, d.order_id, d.stage_no, d.kind, d.due_on FROM (SELECT DISTINCT object_id, currency, plan_id, order_id, stage_no, kind, due_on FROM fresh) d
    WHERE NOT EXISTS (SELECT 1 FROM payment_plan_balance b WHERE b.object_id = d.object_id AND b.currency = d.currency AND b.plan_id = d.plan_id AND b.order_id = d.order_id AND b.stage_no = d.stage_no AND b.kind = d.kind AND b.due_on = d.due_on)
    ORDER BY d.object_id, d.currency, d.plan_id, d.order_id, d.stage_no, d.kind, d.due_on ON CONFLICT DO NOTHING;
  PERFORM 1 FROM payment_plan_balance b JOIN (SELECT DISTINCT object_id, currency, plan_id, order_id, stage_no, kind, due_on FROM fresh) d ON b.object_id = d.object_id AND b.currency = d.currency AND b.plan_id = d.plan_id AND b.order_id = d.order_id AND b.stage_no = d.stage_no AND b.kind = d.kind AND b.due_on = d.due_on
    ORDER BY b.object_id, b.currency, b.plan_id, b.order_id, b.stage_no, b.kind, b.due_on FOR UPDATE OF b;
  SELECT jsonb_agg(missing) INTO shortages FROM (
    SELECT 'due' AS measure, -d.due AS asked, b.due - 0 AS available, jsonb_build_object('object_id', d.object_id, 'currency', d.currency, 'plan_id', d.plan_id, 'order_id', d.order_id, 'stage_no', d.stage_no, 'kind', d.kind, 'due_on', d.due_on) AS "where" FROM (SELECT object_id, currency, plan_id, order_id, stage_no, kind, due_on, sum(due)::bigint AS due FROM fresh GROUP BY object_id, currency, plan_id, order_id, stage_no, kind, due_on) d JOIN payment_plan_balance b ON b.object_id = d.object_id AND b.currency = d.currency AND b.plan_id = d.plan_id AND b.order_id = d.order_id AND b.stage_no = d.stage_no AND b.kind = d.kind AND b.due_on = d.due_on WHERE d.due < 0 AND b.due + d.due < 0
  ) missing;
  IF shortages IS NOT NULL THEN
    RAISE EXCEPTION 'not enough in ledger payment_plan' USING ERRCODE = 'KL001',
      TABLE = 'payment_plan_balance', DETAIL = shortages::text;
  END IF;
  UPDATE payment_plan_balance b SET due = b.due + d.due FROM (SELECT object_id, currency, plan_id, order_id, stage_no, kind, due_on, sum(due)::bigint AS due FROM fresh GROUP BY object_id, currency, plan_id, order_id, stage_no, kind, due_on) d WHERE b.object_id = d.object_id AND b.currency = d.currency AND b.plan_id = d.plan_id AND b.order_id = d.order_id AND b.stage_no = d.stage_no AND b.kind = d.kind AND b.due_on = d.due_on;
  RETURN NULL;
END $$
;;
CREATE OR REPLACE TRIGGER payment_plan_apply AFTER INSERT ON payment_plan_entry REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION payment_plan_apply()
;;
CREATE OR REPLACE TRIGGER payment_plan_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_plan_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
;;
CREATE SEQUENCE IF NOT EXISTS discount_version_seq
;;
CREATE OR REPLACE FUNCTION discount_rules_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO discount_version (id, version) VALUES (1, nextval('discount_version_seq'))
    ON CONFLICT (id) DO UPDATE SET version = excluded.version;
  RETURN NULL;
END $$
;;
CREATE OR REPLACE TRIGGER discount_changes_rules AFTER INSERT OR UPDATE OR DELETE ON discount FOR EACH STATEMENT EXECUTE FUNCTION discount_rules_changed()
;;
CREATE OR REPLACE TRIGGER discount_value_changes_rules AFTER INSERT OR UPDATE OR DELETE ON discount_value FOR EACH STATEMENT EXECUTE FUNCTION discount_rules_changed()
;;
CREATE OR REPLACE TRIGGER discount_item_changes_rules AFTER INSERT OR UPDATE OR DELETE ON discount_item FOR EACH STATEMENT EXECUTE FUNCTION discount_rules_changed()
;;
CREATE OR REPLACE TRIGGER discount_segment_changes_rules AFTER INSERT OR UPDATE OR DELETE ON discount_segment FOR EACH STATEMENT EXECUTE FUNCTION discount_rules_changed()
;;
CREATE OR REPLACE TRIGGER discount_activity_changes_rules AFTER INSERT OR UPDATE OR DELETE ON discount_activity FOR EACH STATEMENT EXECUTE FUNCTION discount_rules_changed()
;;
CREATE OR REPLACE TRIGGER discount_when_changes_rules AFTER INSERT OR UPDATE OR DELETE ON discount_when FOR EACH STATEMENT EXECUTE FUNCTION discount_rules_changed()
;;
CREATE OR REPLACE TRIGGER discount_condition_changes_rules AFTER INSERT OR UPDATE OR DELETE ON discount_condition FOR EACH STATEMENT EXECUTE FUNCTION discount_rules_changed()
;;
CREATE OR REPLACE TRIGGER condition_hours_changes_rules AFTER INSERT OR UPDATE OR DELETE ON condition_hours FOR EACH STATEMENT EXECUTE FUNCTION discount_rules_changed()
;;
CREATE OR REPLACE TRIGGER condition_item_changes_rules AFTER INSERT OR UPDATE OR DELETE ON condition_item FOR EACH STATEMENT EXECUTE FUNCTION discount_rules_changed()
;;
CREATE OR REPLACE TRIGGER condition_segment_changes_rules AFTER INSERT OR UPDATE OR DELETE ON condition_segment FOR EACH STATEMENT EXECUTE FUNCTION discount_rules_changed()
;;
CREATE OR REPLACE TRIGGER card_kind_changes_rules AFTER INSERT OR UPDATE OR DELETE ON card_kind FOR EACH STATEMENT EXECUTE FUNCTION discount_rules_changed()
;;
CREATE OR REPLACE FUNCTION accumulated_apply() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  shortages jsonb;
  closed date;
  earliest date;
BEGIN
  SELECT min(date) INTO earliest FROM fresh;
  IF earliest IS NULL THEN RETURN NULL; END IF;
  SELECT closed_through INTO closed FROM closed_period WHERE closed_through >= earliest;
  IF FOUND THEN
    RAISE EXCEPTION 'period closed through %', closed USING ERRCODE = 'KL002',
      DETAIL = jsonb_build_object('date', earliest, 'closed_through', closed)::text;
  END IF;
  INSERT INTO accumulated_balance (card_id, programme_id, starts, expires)
    SELECT d.card_id, d.programme_id, d.starts, d.expires FROM (SELECT DISTINCT card_id, programme_id, starts, expires FROM fresh) d
    WHERE NOT EXISTS (SELECT 1 FROM accumulated_balance b WHERE b.card_id = d.card_id AND b.programme_id = d.programme_id AND b.starts = d.starts AND b.expires = d.expires)
    ORDER BY d.card_id, d.programme_id, d.starts, d.expires ON CONFLICT DO NOTHING;
  PERFORM 1 FROM accumulated_balance b JOIN (SELECT DISTINCT card_id, programme_id, starts, expires FROM fresh) d ON b.card_id = d.card_id AND b.programme_id = d.programme_id AND b.starts = d.starts AND b.expires = d.expires
    ORDER BY b.card_id, b.programme_id, b.starts, b.expires FOR UPDATE OF b;
  SELECT jsonb_agg(missing) INTO shortages FROM (
    SELECT 'points' AS measure, -d.points AS asked, b.points - 0 AS available, jsonb_build_object('card_id', d.card_id, 'programme_id', d.programme_id, 'starts', d.starts, 'expires', d.expires) AS "where" FROM (SELECT card_id, programme_id, starts, expires, sum(points)::bigint AS points FROM fresh GROUP BY card_id, programme_id, starts, expires) d JOIN accumulated_balance b ON b.card_id = d.card_id AND b.programme_id = d.programme_id AND b.starts = d.starts AND b.expires = d.expires WHERE d.points < 0 AND b.points + d.points < 0
  ) missing;
  IF shortages IS NOT NULL THEN
    RAISE EXCEPTION 'not enough in ledger accumulated' USING ERRCODE = 'KL001',
      TABLE = 'accumulated_balance', DETAIL = shortages::text;
  END IF;
  UPDATE accumulated_balance b SET points = b.points + d.points FROM (SELECT card_id, programme_id, starts, expires, sum(points)::bigint AS points FROM fresh GROUP BY card_id, programme_id, starts, expires) d WHERE b.card_id = d.card_id AND b.programme_id = d.programme_id AND b.starts = d.starts AND b.expires = d.expires;
  RETURN NULL;
END $$
;;
CREATE OR REPLACE TRIGGER accumulated_apply AFTER INSERT ON accumulated_entry REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION accumulated_apply()
;;
CREATE OR REPLACE TRIGGER accumulated_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON accumulated_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
;;
CREATE OR REPLACE FUNCTION reserves_apply() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  shortages jsonb;
  closed date;
  earliest date;
BEGIN
  SELECT min(date) INTO earliest FROM fresh;
  IF earliest IS NULL THEN RETURN NULL; END IF;
  SELECT closed_through INTO closed FROM closed_period WHERE closed_through >= earliest;
  IF FOUND THEN
    RAISE EXCEPTION 'period closed through %', closed USING ERRCODE = 'KL002',
      DETAIL = jsonb_build_object('date', earliest, 'closed_through', closed)::text;
  END IF;
  INSERT INTO reserves_balance (order_id, order_line_id, warehouse_id, item_id, variant_id, kind, source_line_id)
    SELECT d.order_id, d.order_line_id, d.warehouse_id, d.item_id, d.variant_id, d.kind, d.source_line_id FROM (SELECT DISTINCT order_id, order_line_id, warehouse_id, item_id, variant_id, kind, source_line_id FROM fresh) d
    WHERE NOT EXISTS (SELECT 1 FROM reserves_balance b WHERE b.order_id = d.order_id AND b.order_line_id = d.order_line_id AND b.warehouse_id = d.warehouse_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id AND b.kind = d.kind AND b.source_line_id = d.source_line_id)
    ORDER BY d.order_id, d.order_line_id, d.warehouse_id, d.item_id, d.variant_id, d.kind, d.source_line_id ON CONFLICT DO NOTHING;
  PERFORM 1 FROM reserves_balance b JOIN (SELECT DISTINCT order_id, order_line_id, warehouse_id, item_id, variant_id, kind, source_line_id FROM fresh) d ON b.order_id = d.order_id AND b.order_line_id = d.order_line_id AND b.warehouse_id = d.warehouse_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id AND b.kind = d.kind AND b.source_line_id = d.source_line_id
    ORDER BY b.order_id, b.order_line_id, b.warehouse_id, b.item_id, b.variant_id, b.kind, b.source_line_id FOR UPDATE OF b;
  SELECT jsonb_agg(missing) INTO shortages FROM (
    SELECT 'quantity' AS measure, -d.quantity AS asked, b.quantity - 0 AS available, jsonb_build_object('order_id', d.order_id, 'order_line_id', d.order_line_id, 'warehouse_id', d.warehouse_id, 'item_id', d.item_id, 'variant_id', d.variant_id, 'kind', d.kind, 'source_line_id', d.source_line_id) AS "where" FROM (SELECT order_id, order_line_id, warehouse_id, item_id, variant_id, kind, source_line_id, sum(quantity)::bigint AS quantity FROM fresh GROUP BY order_id, order_line_id, warehouse_id, item_id, variant_id, kind, source_line_id) d JOIN reserves_balance b ON b.order_id = d.order_id AND b.order_line_id = d.order_line_id AND b.warehouse_id = d.warehouse_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id AND b.kind = d.kind AND b.source_line_id = d.source_line_id WHERE d.quantity < 0 AND b.quantity + d.quantity < 0
  ) missing;
  IF shortages IS NOT NULL THEN
    RAISE EXCEPTION 'not enough in ledger reserves' USING ERRCODE = 'KL001',
      TABLE = 'reserves_balance', DETAIL = shortages::text;
  END IF;
  UPDATE reserves_balance b SET quantity = b.quantity + d.quantity FROM (SELECT order_id, order_line_id, warehouse_id, item_id, variant_id, kind, source_line_id, sum(quantity)::bigint AS quantity FROM fresh GROUP BY order_id, order_line_id, warehouse_id, item_id, variant_id, kind, source_line_id) d WHERE b.order_id = d.order_id AND b.order_line_id = d.order_line_id AND b.warehouse_id = d.warehouse_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id AND b.kind = d.kind AND b.source_line_id = d.source_line_id;
  RETURN NULL;
END $$
;;
CREATE OR REPLACE TRIGGER reserves_apply AFTER INSERT ON reserves_entry REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION reserves_apply()
;;
CREATE OR REPLACE TRIGGER reserves_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reserves_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
;;
CREATE OR REPLACE FUNCTION demand_apply() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  shortages jsonb;
  closed date;
  earliest date;
BEGIN
  SELECT min(date) INTO earliest FROM fresh;
  IF earliest IS NULL THEN RETURN NULL; END IF;
  SELECT closed_through INTO closed FROM closed_period WHERE closed_through >= earliest;
  IF FOUND THEN
    RAISE EXCEPTION 'period closed through %', closed USING ERRCODE = 'KL002',
      DETAIL = jsonb_build_object('date', earliest, 'closed_through', closed)::text;
  END IF;
  INSERT INTO demand_balance (order_line_id, warehouse_id, item_id, variant_id, kind)
    SELECT d.order_line_id, d.warehouse_id, d.item_id, d.variant_id, d.kind FROM (SELECT DISTINCT order_line_id, warehouse_id, item_id, variant_id, kind FROM fresh) d
    WHERE NOT EXISTS (SELECT 1 FROM demand_balance b WHERE b.order_line_id = d.order_line_id AND b.warehouse_id = d.warehouse_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id AND b.kind = d.kind)
    ORDER BY d.order_line_id, d.warehouse_id, d.item_id, d.variant_id, d.kind ON CONFLICT DO NOTHING;
  PERFORM 1 FROM demand_balance b JOIN (SELECT DISTINCT order_line_id, warehouse_id, item_id, variant_id, kind FROM fresh) d ON b.order_line_id = d.order_line_id AND b.warehouse_id = d.warehouse_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id AND b.kind = d.kind
    ORDER BY b.order_line_id, b.warehouse_id, b.item_id, b.variant_id, b.kind FOR UPDATE OF b;
  SELECT jsonb_agg(missing) INTO shortages FROM (
    SELECT 'quantity' AS measure, -d.quantity AS asked, b.quantity - 0 AS available, jsonb_build_object('order_line_id', d.order_line_id, 'warehouse_id', d.warehouse_id, 'item_id', d.item_id, 'variant_id', d.variant_id, 'kind', d.kind) AS "where" FROM (SELECT order_line_id, warehouse_id, item_id, variant_id, kind, sum(quantity)::bigint AS quantity FROM fresh GROUP BY order_line_id, warehouse_id, item_id, variant_id, kind) d JOIN demand_balance b ON b.order_line_id = d.order_line_id AND b.warehouse_id = d.warehouse_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id AND b.kind = d.kind WHERE d.quantity < 0 AND b.quantity + d.quantity < 0
  ) missing;
  IF shortages IS NOT NULL THEN
    RAISE EXCEPTION 'not enough in ledger demand' USING ERRCODE = 'KL001',
      TABLE = 'demand_balance', DETAIL = shortages::text;
  END IF;
  UPDATE demand_balance b SET quantity = b.quantity + d.quantity FROM (SELECT order_line_id, warehouse_id, item_id, variant_id, kind, sum(quantity)::bigint AS quantity FROM fresh GROUP BY order_line_id, warehouse_id, item_id, variant_id, kind) d WHERE b.order_line_id = d.order_line_id AND b.warehouse_id = d.warehouse_id AND b.item_id = d.item_id AND b.variant_id = d.variant_id AND b.kind = d.kind;
  RETURN NULL;
END $$
;;
CREATE OR REPLACE TRIGGER demand_apply AFTER INSERT ON demand_entry REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION demand_apply()
;;
CREATE OR REPLACE TRIGGER demand_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON demand_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
