CREATE TABLE mlpipeline_migrations (version BIGINT PRIMARY KEY, name TEXT NOT NULL, migrated BIGINT NOT NULL);
CREATE TABLE pipelines (
  hash TEXT PRIMARY KEY, name TEXT NOT NULL, declaration TEXT NOT NULL);
CREATE TABLE components (
  pipeline TEXT NOT NULL REFERENCES pipelines (hash) ON DELETE CASCADE,
  path TEXT NOT NULL, code TEXT NOT NULL,
  PRIMARY KEY (pipeline, path, code));
CREATE TABLE graphs (hash TEXT PRIMARY KEY, json TEXT NOT NULL);
CREATE TABLE runs (
  id TEXT PRIMARY KEY,
  pipeline TEXT NOT NULL REFERENCES pipelines (hash), pipeline_name TEXT NOT NULL, file TEXT,
  seed DOUBLE PRECISION NOT NULL, options TEXT NOT NULL, code TEXT NOT NULL,
  batch TEXT, batch_key TEXT,
  state TEXT NOT NULL, started BIGINT NOT NULL, ended BIGINT,
  tasks BIGINT NOT NULL, tasks_done BIGINT NOT NULL, sequence BIGINT NOT NULL,
  fence BIGINT NOT NULL, holder TEXT, lease_until BIGINT NOT NULL, worked BIGINT NOT NULL DEFAULT 0, counted BIGINT NOT NULL DEFAULT 0);
CREATE INDEX runs_started ON runs (started);
CREATE INDEX runs_state ON runs (state, started);
CREATE INDEX runs_batch ON runs (batch);
CREATE INDEX runs_pipeline ON runs (pipeline);
CREATE TABLE vals (
  hash TEXT PRIMARY KEY, json TEXT, size BIGINT NOT NULL, kept BIGINT NOT NULL);
CREATE TABLE val_blobs (
  value TEXT NOT NULL REFERENCES vals (hash) ON DELETE CASCADE, blob TEXT NOT NULL,
  PRIMARY KEY (value, blob));
CREATE INDEX val_blobs_blob ON val_blobs (blob);
CREATE TABLE run_values (
  run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  kind TEXT NOT NULL, position BIGINT NOT NULL, name TEXT NOT NULL,
  value TEXT NOT NULL REFERENCES vals (hash),
  PRIMARY KEY (run, kind, position));
CREATE INDEX run_values_value ON run_values (value);
CREATE TABLE tasks (
  run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE, task TEXT NOT NULL,
  attempt BIGINT NOT NULL, taken_from TEXT,
  started BIGINT NOT NULL, ended BIGINT NOT NULL,
  PRIMARY KEY (run, task));
CREATE TABLE task_values (
  run TEXT NOT NULL, task TEXT NOT NULL,
  kind TEXT NOT NULL, position BIGINT NOT NULL, name TEXT NOT NULL,
  value TEXT NOT NULL REFERENCES vals (hash),
  PRIMARY KEY (run, task, kind, position),
  FOREIGN KEY (run, task) REFERENCES tasks (run, task) ON DELETE CASCADE);
CREATE INDEX task_values_value ON task_values (value);
CREATE TABLE events (
  run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE, sequence BIGINT NOT NULL,
  type TEXT NOT NULL, task TEXT, attempt BIGINT, time DOUBLE PRECISION NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (run, sequence));
CREATE VIEW attempts AS
  SELECT run, task, attempt, MIN(time) AS started FROM events
  WHERE type = 'attempt-started' GROUP BY run, task, attempt;
CREATE VIEW logs AS
  SELECT run, sequence, task, attempt, time, body FROM events WHERE type = 'attempt-log';
CREATE TABLE results (
  key TEXT PRIMARY KEY, pipeline_name TEXT NOT NULL, run TEXT NOT NULL, task TEXT NOT NULL,
  parts TEXT NOT NULL, ended BIGINT NOT NULL, is_there BIGINT NOT NULL);
CREATE INDEX results_latest ON results (pipeline_name, task, ended);
CREATE INDEX results_run ON results (run);
CREATE TABLE result_values (
  key TEXT NOT NULL REFERENCES results (key) ON DELETE CASCADE,
  position BIGINT NOT NULL, port TEXT NOT NULL,
  value TEXT NOT NULL REFERENCES vals (hash),
  PRIMARY KEY (key, position));
CREATE INDEX result_values_value ON result_values (value);
CREATE TABLE claims (key TEXT PRIMARY KEY, holder TEXT NOT NULL, lease_until BIGINT NOT NULL);
CREATE TABLE blobs (
  hash TEXT PRIMARY KEY, size BIGINT NOT NULL, kept BIGINT NOT NULL, bytes BLOB NOT NULL);
INSERT INTO mlpipeline_migrations (version, name, migrated) VALUES (1, 'runs, tasks and values', 1795827195297);
INSERT INTO mlpipeline_migrations (version, name, migrated) VALUES (2, 'time at work', 1795827195327);
INSERT INTO pipelines (hash, name, declaration) VALUES ('c8dc267e93d5dda89ed187cfd85bf9fa3aacd4b34c6c556336a33d03b39fbe87', 'Reading', '{"components":[{"dependencies":[],"inputs":[{"consumable":"page","port":"page"}],"level":1,"name":"read","outputs":[{"consumable":"read.text","name":"text","port":"text"}],"params":{"command":["sh","-c","tr a-z A-Z; head -c 1500 /dev/zero"],"cwd":".","env":{},"finalStatus":[],"grace":5000,"keep":false,"maxOutput":64000000,"stdin":"$(page)","stdout":"bytes"},"pruned":false,"runner":"Command"},{"dependencies":[],"inputs":[{"consumable":"page","port":"text"}],"level":1,"name":"guess","outputs":[{"consumable":"guess.text","name":"text","port":"text"}],"pruned":false,"runner":"PassThrough","when":"page == \"hard\""},{"dependencies":[],"inputs":[{"consumable":"read.text","port":"text"}],"level":2,"name":"extract","outputs":[{"consumable":"extract.text","name":"text","port":"text"}],"params":{"command":["sh","-c","test -f ready && head -c 5"],"cwd":".","env":{},"finalStatus":[],"grace":5000,"keep":false,"maxOutput":64000000,"stdin":"$(text)","stdout":"text"},"pruned":false,"runner":"Command"}],"edges":[{"consumables":["page"],"controlOnly":false,"from":{"kind":"input","name":"page"},"to":{"kind":"component","name":"read"}},{"condition":["page"],"consumables":["page"],"controlOnly":false,"from":{"kind":"input","name":"page"},"to":{"kind":"component","name":"guess"}},{"consumables":["read.text"],"controlOnly":false,"from":{"kind":"component","name":"read"},"to":{"kind":"component","name":"extract"}},{"consumables":["extract.text"],"controlOnly":false,"from":{"kind":"component","name":"extract"},"to":{"kind":"output","name":"fields"}},{"consumables":["read.text"],"controlOnly":false,"from":{"kind":"component","name":"read"},"to":{"kind":"output","name":"read"}},{"consumables":["guess.text"],"controlOnly":false,"from":{"kind":"component","name":"guess"},"to":{"kind":"output","name":"guess"}}],"inputs":[{"name":"page","type":"string"}],"name":"Reading","outputs":[{"consumable":"extract.text","name":"fields"},{"consumable":"read.text","name":"read"},{"name":"guess","selector":{"kind":"maybe","of":["guess.text"]}}]}');
INSERT INTO components (pipeline, path, code) VALUES ('c8dc267e93d5dda89ed187cfd85bf9fa3aacd4b34c6c556336a33d03b39fbe87', 'read', '1ec1a9013cff2c64bfafccdf13d6af9ba6b4aff492a89326c65d701a3b451672');
INSERT INTO components (pipeline, path, code) VALUES ('c8dc267e93d5dda89ed187cfd85bf9fa3aacd4b34c6c556336a33d03b39fbe87', 'guess', '1ec1a9013cff2c64bfafccdf13d6af9ba6b4aff492a89326c65d701a3b451672');
INSERT INTO components (pipeline, path, code) VALUES ('c8dc267e93d5dda89ed187cfd85bf9fa3aacd4b34c6c556336a33d03b39fbe87', 'extract', '1ec1a9013cff2c64bfafccdf13d6af9ba6b4aff492a89326c65d701a3b451672');
INSERT INTO graphs (hash, json) VALUES ('ac705156a18ad0c2d6d37c35fb9e7e31c008ef020380bcc16a1ba69b25b98ba2', '{"name":"Reading","inputs":[{"name":"page","type":"string"}],"components":[{"name":"read","runner":"Command","params":{"command":["sh","-c","tr a-z A-Z; head -c 1500 /dev/zero"],"stdin":"$(page)","stdout":"bytes","cwd":".","env":{},"grace":5000,"maxOutput":64000000,"finalStatus":[],"keep":false},"inputs":[{"port":"page","consumable":"page"}],"outputs":[{"name":"text","port":"text","consumable":"read.text"}],"dependencies":[],"level":1,"pruned":false},{"name":"guess","runner":"PassThrough","inputs":[{"port":"text","consumable":"page"}],"outputs":[{"name":"text","port":"text","consumable":"guess.text"}],"dependencies":[],"level":1,"pruned":false,"when":"page == \"hard\""},{"name":"extract","runner":"Command","params":{"command":["sh","-c","test -f ready && head -c 5"],"stdin":"$(text)","stdout":"text","cwd":".","env":{},"grace":5000,"maxOutput":64000000,"finalStatus":[],"keep":false},"inputs":[{"port":"text","consumable":"read.text"}],"outputs":[{"name":"text","port":"text","consumable":"extract.text"}],"dependencies":[],"level":2,"pruned":false}],"outputs":[{"name":"fields","consumable":"extract.text"},{"name":"read","consumable":"read.text"},{"name":"guess","selector":{"kind":"maybe","of":["guess.text"]}}],"edges":[{"from":{"kind":"input","name":"page"},"to":{"kind":"component","name":"read"},"consumables":["page"],"controlOnly":false},{"from":{"kind":"input","name":"page"},"to":{"kind":"component","name":"guess"},"consumables":["page"],"condition":["page"],"controlOnly":false},{"from":{"kind":"component","name":"read"},"to":{"kind":"component","name":"extract"},"consumables":["read.text"],"controlOnly":false},{"from":{"kind":"component","name":"extract"},"to":{"kind":"output","name":"fields"},"consumables":["extract.text"],"controlOnly":false},{"from":{"kind":"component","name":"read"},"to":{"kind":"output","name":"read"},"consumables":["read.text"],"controlOnly":false},{"from":{"kind":"component","name":"guess"},"to":{"kind":"output","name":"guess"},"consumables":["guess.text"],"controlOnly":false}]}');
INSERT INTO runs (id, pipeline, pipeline_name, file, seed, options, code, batch, batch_key, state, started, ended, tasks, tasks_done, sequence, fence, holder, lease_until, worked, counted) VALUES ('failed-run', 'c8dc267e93d5dda89ed187cfd85bf9fa3aacd4b34c6c556336a33d03b39fbe87', 'Reading', '/there/reading.yaml', 1261358313.0, '{"asked":{"runners":[]}}', '{"read":"1ec1a9013cff2c64bfafccdf13d6af9ba6b4aff492a89326c65d701a3b451672","guess":"1ec1a9013cff2c64bfafccdf13d6af9ba6b4aff492a89326c65d701a3b451672","extract":"1ec1a9013cff2c64bfafccdf13d6af9ba6b4aff492a89326c65d701a3b451672"}', NULL, NULL, 'failed', 1795827195457, 1795827195903, 3, 1, 7, 1, NULL, 0, 446, 1795827195903);
INSERT INTO runs (id, pipeline, pipeline_name, file, seed, options, code, batch, batch_key, state, started, ended, tasks, tasks_done, sequence, fence, holder, lease_until, worked, counted) VALUES ('done-run', 'c8dc267e93d5dda89ed187cfd85bf9fa3aacd4b34c6c556336a33d03b39fbe87', 'Reading', '/there/reading.yaml', 1573329637.0, '{"asked":{"runners":[]}}', '{"read":"1ec1a9013cff2c64bfafccdf13d6af9ba6b4aff492a89326c65d701a3b451672","guess":"1ec1a9013cff2c64bfafccdf13d6af9ba6b4aff492a89326c65d701a3b451672","extract":"1ec1a9013cff2c64bfafccdf13d6af9ba6b4aff492a89326c65d701a3b451672"}', NULL, NULL, 'done', 1795827201578, 1795827202076, 3, 2, 6, 1, NULL, 0, 498, 1795827202076);
INSERT INTO vals (hash, json, size, kept) VALUES ('48bff53d83688890af96ade8477b89ee699e45289dc41e6ff7610633b1e361fb', '"words"', 7, 1795827201736);
INSERT INTO vals (hash, json, size, kept) VALUES ('07ca1df1c78683a5eddacdc38849bbd1fa9613248a117c4a5115961e1fdae829', '{"$":"Uint8Array","sha256":"84afe88dd6b225ee4c0d197b51da67933b8535ac2c836b8f888ca0fd93deef46"}', 1599, 1795827202076);
INSERT INTO vals (hash, json, size, kept) VALUES ('74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b', 'null', 4, 1795827202076);
INSERT INTO vals (hash, json, size, kept) VALUES ('dbe0b67aa590798fcd0914a54217e61e64ba1a6e3084e70ee6dcf4f943db9d07', '"WORDS"', 7, 1795827202076);
INSERT INTO val_blobs (value, blob) VALUES ('07ca1df1c78683a5eddacdc38849bbd1fa9613248a117c4a5115961e1fdae829', '84afe88dd6b225ee4c0d197b51da67933b8535ac2c836b8f888ca0fd93deef46');
INSERT INTO run_values (run, kind, position, name, value) VALUES ('failed-run', 'input', 0, 'page', '48bff53d83688890af96ade8477b89ee699e45289dc41e6ff7610633b1e361fb');
INSERT INTO run_values (run, kind, position, name, value) VALUES ('failed-run', 'output', 0, 'read', '07ca1df1c78683a5eddacdc38849bbd1fa9613248a117c4a5115961e1fdae829');
INSERT INTO run_values (run, kind, position, name, value) VALUES ('failed-run', 'output', 1, 'guess', '74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b');
INSERT INTO run_values (run, kind, position, name, value) VALUES ('done-run', 'input', 0, 'page', '48bff53d83688890af96ade8477b89ee699e45289dc41e6ff7610633b1e361fb');
INSERT INTO run_values (run, kind, position, name, value) VALUES ('done-run', 'output', 0, 'fields', 'dbe0b67aa590798fcd0914a54217e61e64ba1a6e3084e70ee6dcf4f943db9d07');
INSERT INTO run_values (run, kind, position, name, value) VALUES ('done-run', 'output', 1, 'read', '07ca1df1c78683a5eddacdc38849bbd1fa9613248a117c4a5115961e1fdae829');
INSERT INTO run_values (run, kind, position, name, value) VALUES ('done-run', 'output', 2, 'guess', '74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b');
INSERT INTO tasks (run, task, attempt, taken_from, started, ended) VALUES ('failed-run', 'read', 1, NULL, 1795827195601, 1795827195814);
INSERT INTO tasks (run, task, attempt, taken_from, started, ended) VALUES ('done-run', 'read', 1, 'failed-run/read', 1795827201662, 1795827201734);
INSERT INTO tasks (run, task, attempt, taken_from, started, ended) VALUES ('done-run', 'extract', 1, NULL, 1795827201895, 1795827202054);
INSERT INTO task_values (run, task, kind, position, name, value) VALUES ('failed-run', 'read', 'input', 0, 'page', '48bff53d83688890af96ade8477b89ee699e45289dc41e6ff7610633b1e361fb');
INSERT INTO task_values (run, task, kind, position, name, value) VALUES ('failed-run', 'read', 'output', 0, 'text', '07ca1df1c78683a5eddacdc38849bbd1fa9613248a117c4a5115961e1fdae829');
INSERT INTO task_values (run, task, kind, position, name, value) VALUES ('done-run', 'read', 'input', 0, 'page', '48bff53d83688890af96ade8477b89ee699e45289dc41e6ff7610633b1e361fb');
INSERT INTO task_values (run, task, kind, position, name, value) VALUES ('done-run', 'read', 'output', 0, 'text', '07ca1df1c78683a5eddacdc38849bbd1fa9613248a117c4a5115961e1fdae829');
INSERT INTO task_values (run, task, kind, position, name, value) VALUES ('done-run', 'extract', 'input', 0, 'text', '07ca1df1c78683a5eddacdc38849bbd1fa9613248a117c4a5115961e1fdae829');
INSERT INTO task_values (run, task, kind, position, name, value) VALUES ('done-run', 'extract', 'output', 0, 'text', 'dbe0b67aa590798fcd0914a54217e61e64ba1a6e3084e70ee6dcf4f943db9d07');
INSERT INTO events (run, sequence, type, task, attempt, time, body) VALUES ('failed-run', 0, 'run-started', NULL, NULL, 1795827195527.0, '{"run":"failed-run","sequence":0,"time":1795827195527,"type":"run-started","graph":"ac705156a18ad0c2d6d37c35fb9e7e31c008ef020380bcc16a1ba69b25b98ba2","inputs":{"page":"words"},"seed":1261358313}');
INSERT INTO events (run, sequence, type, task, attempt, time, body) VALUES ('failed-run', 1, 'task-omitted', 'guess', NULL, 1795827195585.0, '{"run":"failed-run","sequence":1,"time":1795827195585,"type":"task-omitted","task":"guess","reason":"condition","origin":"guess"}');
INSERT INTO events (run, sequence, type, task, attempt, time, body) VALUES ('failed-run', 2, 'attempt-started', 'read', 1, 1795827195648.0, '{"run":"failed-run","sequence":2,"time":1795827195648,"type":"attempt-started","task":"read","attempt":1,"inputs":{"page":"words"}}');
INSERT INTO events (run, sequence, type, task, attempt, time, body) VALUES ('failed-run', 3, 'task-finished', 'read', 1, 1795827195828.0, '{"run":"failed-run","sequence":3,"time":1795827195828,"type":"task-finished","task":"read","attempt":1,"outputs":{"text":"<Uint8Array of 1,505 bytes>"}}');
INSERT INTO events (run, sequence, type, task, attempt, time, body) VALUES ('failed-run', 4, 'attempt-started', 'extract', 1, 1795827195877.0, '{"run":"failed-run","sequence":4,"time":1795827195877,"type":"attempt-started","task":"extract","attempt":1,"inputs":{"text":"<Uint8Array of 1,505 bytes>"}}');
INSERT INTO events (run, sequence, type, task, attempt, time, body) VALUES ('failed-run', 5, 'task-failed', 'extract', NULL, 1795827195890.0, '{"run":"failed-run","sequence":5,"time":1795827195890,"type":"task-failed","task":"extract","failure":{"kind":"error","task":"extract","attempt":1,"message":"`sh` ended with status 1","final":false,"cause":{"name":"CommandError","message":"`sh` ended with status 1","stack":"CommandError: `sh` ended with status 1"}}}');
INSERT INTO events (run, sequence, type, task, attempt, time, body) VALUES ('failed-run', 6, 'run-finished', NULL, NULL, 1795827195900.0, '{"run":"failed-run","sequence":6,"time":1795827195900,"type":"run-finished","outcome":"failed","outputs":{"read":"<Uint8Array of 1,505 bytes>","guess":null}}');
INSERT INTO events (run, sequence, type, task, attempt, time, body) VALUES ('done-run', 0, 'run-started', NULL, NULL, 1795827201636.0, '{"run":"done-run","sequence":0,"time":1795827201636,"type":"run-started","graph":"ac705156a18ad0c2d6d37c35fb9e7e31c008ef020380bcc16a1ba69b25b98ba2","inputs":{"page":"words"},"seed":1573329637}');
INSERT INTO events (run, sequence, type, task, attempt, time, body) VALUES ('done-run', 1, 'task-omitted', 'guess', NULL, 1795827201661.0, '{"run":"done-run","sequence":1,"time":1795827201661,"type":"task-omitted","task":"guess","reason":"condition","origin":"guess"}');
INSERT INTO events (run, sequence, type, task, attempt, time, body) VALUES ('done-run', 2, 'task-kept', 'read', NULL, 1795827201739.0, '{"run":"done-run","sequence":2,"time":1795827201739,"type":"task-kept","task":"read","outputs":{"text":"<Uint8Array of 1,505 bytes>"},"from":"failed-run/read"}');
INSERT INTO events (run, sequence, type, task, attempt, time, body) VALUES ('done-run', 3, 'attempt-started', 'extract', 1, 1795827201900.0, '{"run":"done-run","sequence":3,"time":1795827201900,"type":"attempt-started","task":"extract","attempt":1,"inputs":{"text":"<Uint8Array of 1,505 bytes>"}}');
INSERT INTO events (run, sequence, type, task, attempt, time, body) VALUES ('done-run', 4, 'task-finished', 'extract', 1, 1795827202064.0, '{"run":"done-run","sequence":4,"time":1795827202064,"type":"task-finished","task":"extract","attempt":1,"outputs":{"text":"WORDS"}}');
INSERT INTO events (run, sequence, type, task, attempt, time, body) VALUES ('done-run', 5, 'run-finished', NULL, NULL, 1795827202073.0, '{"run":"done-run","sequence":5,"time":1795827202073,"type":"run-finished","outcome":"done","outputs":{"fields":"WORDS","read":"<Uint8Array of 1,505 bytes>","guess":null}}');
INSERT INTO results (key, pipeline_name, run, task, parts, ended, is_there) VALUES ('e440ec7065e777c5ce0793e2458c8b8444a2bc7c349da2fe5e037d45f2e7b1a8', 'Reading', 'failed-run', 'read', '{"format":"1","runner":"Command","version of mlpipeline":"0.1.0","params.command":"[\"sh\",\"-c\",\"tr a-z A-Z; head -c 1500 /dev/zero\"]","params.stdin":"\"$(page)\"","params.stdout":"\"bytes\"","params.cwd":"\".\"","params.env":"{}","params.grace":"5000","params.maxOutput":"64000000","params.finalStatus":"[]","params.keep":"false","order of inputs":"page","outputs":"text","input page":"48bff53d83688890af96ade8477b89ee699e45289dc41e6ff7610633b1e361fb"}', 1795827195812, 1);
INSERT INTO result_values (key, position, port, value) VALUES ('e440ec7065e777c5ce0793e2458c8b8444a2bc7c349da2fe5e037d45f2e7b1a8', 0, 'text', '07ca1df1c78683a5eddacdc38849bbd1fa9613248a117c4a5115961e1fdae829');
