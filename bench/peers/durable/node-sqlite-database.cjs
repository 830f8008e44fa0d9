'use strict';

const { DatabaseSync } = require('node:sqlite');

/** The part of a better-sqlite3 database that the checkpointer of LangGraph uses, on node:sqlite as everything else here. */
exports.NodeSqliteDatabase = class NodeSqliteDatabase {
  #database;

  constructor(file) {
    this.#database = new DatabaseSync(file);
  }

  pragma(text) {
    this.#database.exec(`pragma ${text}`);
  }

  exec(sql) {
    this.#database.exec(sql);
  }

  prepare(sql) {
    const statement = this.#database.prepare(sql);
    return {
      run: (...values) => statement.run(...values.map(bindable)),
      get: (...values) => statement.get(...values.map(bindable)),
    };
  }

  transaction(work) {
    return (...args) => {
      this.#database.exec('begin');
      try {
        work(...args);
        this.#database.exec('commit');
      } catch (error) {
        this.#database.exec('rollback');
        throw error;
      }
    };
  }

  close() {
    this.#database.close();
  }
};

const bindable = (value) => value ?? null;
