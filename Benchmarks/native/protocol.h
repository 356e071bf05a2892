/* The lines that scripts/bench exchanges with a peer: ready, then run and answer PATH. */
#ifndef BENCH_PROTOCOL_H
#define BENCH_PROTOCOL_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void fail(const char *why) {
  printf("{\"failed\": \"%s\"}\n", why);
  fflush(stdout);
  exit(70);
}

static double *read_doubles(const char *folder, const char *name, size_t *count) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "rb");
  if (!file) fail("a column is missing");
  fseek(file, 0, SEEK_END);
  size_t bytes = (size_t)ftell(file);
  rewind(file);
  double *values = (double *)malloc(bytes ? bytes : 1);
  if (!values || fread(values, 1, bytes, file) != bytes) fail("a column is unreadable");
  fclose(file);
  *count = bytes / sizeof(double);
  return values;
}

/* Serves until the input ends. */
static void serve(const char *version, void (*run)(void), void (*answer)(const char *)) {
  printf("{\"ready\": true, \"version\": \"%s\"}\n", version);
  fflush(stdout);
  char line[4096];
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    if (strcmp(line, "run") == 0) {
      double wall = now(CLOCK_MONOTONIC), cpu = now(CLOCK_PROCESS_CPUTIME_ID);
      run();
      wall = now(CLOCK_MONOTONIC) - wall;
      cpu = now(CLOCK_PROCESS_CPUTIME_ID) - cpu;
      printf("{\"seconds\": %.9f, \"cpu\": %.9f}\n", wall, cpu);
    } else if (strncmp(line, "answer ", 7) == 0) {
      answer(line + 7);
      printf("{\"answer\": true}\n");
    } else {
      return;
    }
    fflush(stdout);
  }
}

#endif
