/* GEOS as a C program uses it: a tree over the boxes of fences, a prepared polygon each.
   geos_assign FENCES POINTS COUNT THREADS */
#include <geos_c.h>
#include <pthread.h>
#include <stdint.h>

#include "protocol.h"

typedef struct {
  GEOSContextHandle_t geos;
  GEOSSTRtree *tree;
  const GEOSPreparedGeometry **prepared;
  const GEOSGeometry *point;
  size_t first, end;
  int32_t least, hits;
} Worker;

static double *longitudes, *latitudes;
static int32_t *ranks, *codes;
static size_t point_count, fence_count;
static int thread_count;
static Worker *workers;
static size_t *numbers;

static void *read_bytes(const char *folder, const char *name, size_t *bytes) {
  size_t count;
  void *data = read_doubles(folder, name, &count);
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "rb");
  if (!file) fail("a column is missing");
  fseek(file, 0, SEEK_END);
  *bytes = (size_t)ftell(file);
  fclose(file);
  return data;
}

static void visit(void *item, void *state) {
  Worker *worker = state;
  size_t fence = *(size_t *)item;
  if (GEOSPreparedCovers_r(worker->geos, worker->prepared[fence], worker->point) == 1) {
    worker->hits++;
    if (worker->least < 0 || ranks[fence] < ranks[worker->least]) worker->least = (int32_t)fence;
  }
}

static void *work(void *state) {
  Worker *worker = state;
  for (size_t i = worker->first; i < worker->end; i++) {
    GEOSGeometry *point =
        GEOSGeom_createPointFromXY_r(worker->geos, longitudes[i], latitudes[i]);
    worker->point = point;
    worker->least = -1;
    worker->hits = 0;
    GEOSSTRtree_query_r(worker->geos, worker->tree, point, visit, worker);
    codes[i] = worker->least < 0 ? -1 : worker->least * 2 + (worker->hits > 1);
    GEOSGeom_destroy_r(worker->geos, point);
  }
  return NULL;
}

static void run(void) {
  pthread_t threads[64];
  for (int t = 1; t < thread_count; t++)
    if (pthread_create(&threads[t], NULL, work, &workers[t])) fail("no thread");
  work(&workers[0]);
  for (int t = 1; t < thread_count; t++) pthread_join(threads[t], NULL);
}

static void answer(const char *path) {
  FILE *file = fopen(path, "wb");
  if (!file || fwrite(codes, sizeof *codes, point_count, file) != point_count)
    fail("the answer can't be written");
  fclose(file);
}

/* A context, a tree and prepared polygons for each thread, as GEOS asks. */
static void prepare(Worker *worker, const uint64_t *offsets, const unsigned char *wkb) {
  worker->geos = GEOS_init_r();
  worker->tree = GEOSSTRtree_create_r(worker->geos, 10);
  worker->prepared = malloc(fence_count * sizeof *worker->prepared);
  GEOSWKBReader *reader = GEOSWKBReader_create_r(worker->geos);
  for (size_t f = 0; f < fence_count; f++) {
    GEOSGeometry *fence = GEOSWKBReader_read_r(worker->geos, reader, wkb + offsets[f],
                                               offsets[f + 1] - offsets[f]);
    if (!fence) fail("a fence is unreadable");
    GEOSSTRtree_insert_r(worker->geos, worker->tree, fence, &numbers[f]);
    worker->prepared[f] = GEOSPrepare_r(worker->geos, fence);
  }
}

int main(int count, char **words) {
  if (count != 5) fail("usage: geos_assign FENCES POINTS COUNT THREADS");
  size_t bytes, points;
  uint64_t *offsets = read_bytes(words[1], "wkb.u64", &bytes);
  fence_count = bytes / sizeof *offsets - 1;
  unsigned char *wkb = read_bytes(words[1], "fences.wkb", &bytes);
  ranks = read_bytes(words[1], "rank.i32", &bytes);
  longitudes = read_doubles(words[2], "lon.f64", &points);
  latitudes = read_doubles(words[2], "lat.f64", &points);
  point_count = strtoull(words[3], NULL, 10);
  if (point_count > points) fail("fewer points than asked for");
  thread_count = atoi(words[4]);
  if (thread_count < 1 || thread_count > 64) fail("1 to 64 threads");
  codes = malloc(point_count * sizeof *codes + 1);
  numbers = malloc(fence_count * sizeof *numbers);
  for (size_t f = 0; f < fence_count; f++) numbers[f] = f;
  workers = calloc((size_t)thread_count, sizeof *workers);
  for (int t = 0; t < thread_count; t++) {
    prepare(&workers[t], offsets, wkb);
    workers[t].first = point_count * (size_t)t / (size_t)thread_count;
    workers[t].end = point_count * (size_t)(t + 1) / (size_t)thread_count;
  }
  char version[64];
  snprintf(version, sizeof version, "GEOS %s", GEOSversion());
  serve(version, run, answer);
  return 0;
}
