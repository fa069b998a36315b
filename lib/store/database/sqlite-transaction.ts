import type { Answer, Statement, Work } from './database.js';
import type { SqliteDriver } from './sqlite-driver.js';

export const transaction = <T>(driver: SqliteDriver, begin: string, work: () => Work<T>): T => {
  driver.exec(begin);
  let result: T;
  try {
    result = done(driver, work());
    driver.exec('COMMIT');
  } catch (error) {
    rollBack(driver);
    throw error;
  }
  return result;
};

const done = <T>(driver: SqliteDriver, work: Work<T>): T => {
  let step = work.next();
  while (step.done !== true) {
    let answer: Answer;
    try {
      answer = answered(driver, step.value);
    } catch (error) {
      step = work.throw(error);
      continue;
    }
    step = work.next(answer);
  }
  return step.value;
};

const answered = (driver: SqliteDriver, { sql, cells, gives }: Statement): Answer =>
  gives === 'rows'
    ? { rows: driver.all(sql, cells), count: 0 }
    : { rows: [], count: driver.run(sql, cells) };

const rollBack = (driver: SqliteDriver): void => {
  try {
    driver.exec('ROLLBACK');
  } catch {
    // Some errors, such as a full disk, have rolled back already.
  }
};
