// Boost's R-tree, packed, over earth-centred coordinates.
// boost_rtree nearest STORES QUERIES COUNT K | within … METRES | build STORES
#include <boost/geometry.hpp>
#include <boost/geometry/index/rtree.hpp>
#include <boost/version.hpp>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "protocol.h"

namespace bg = boost::geometry;
namespace bgi = boost::geometry::index;
using Place = bg::model::point<double, 3, bg::cs::cartesian>;
using Value = std::pair<Place, uint32_t>;
using Tree = bgi::rtree<Value, bgi::rstar<16>>;

static Tree tree;
static std::vector<Value> values;
static std::vector<Place> queries;
static std::vector<int64_t> offsets;
static std::vector<uint32_t> positions;
static double parameter;

static std::vector<Place> ecef(const char *folder) {
  size_t count = 0;
  double *x = read_doubles(folder, "lon.f64", &count);
  double *y = read_doubles(folder, "lat.f64", &count);
  const double a = 6378137.0, f = 1 / 298.257223563, e2 = f * (2 - f), radian = M_PI / 180;
  std::vector<Place> places;
  places.reserve(count);
  for (size_t i = 0; i < count; i++) {
    double sine = std::sin(y[i] * radian), cosine = std::cos(y[i] * radian);
    double n = a / std::sqrt(1 - e2 * sine * sine);
    places.emplace_back(n * cosine * std::cos(x[i] * radian), n * cosine * std::sin(x[i] * radian),
                        n * (1 - e2) * sine);
  }
  free(x);
  free(y);
  return places;
}

static void nearest() {
  offsets.assign(1, 0);
  positions.clear();
  std::vector<std::pair<double, uint32_t>> found;
  for (const Place &query : queries) {
    found.clear();
    for (auto it = tree.qbegin(bgi::nearest(query, unsigned(parameter))); it != tree.qend(); ++it)
      found.emplace_back(bg::comparable_distance(query, it->first), it->second);
    std::sort(found.begin(), found.end());
    for (const auto &one : found) positions.push_back(one.second);
    offsets.push_back(int64_t(positions.size()));
  }
}

static void within() {
  offsets.assign(1, 0);
  positions.clear();
  const double radius = 6371008.8, chord = 2 * radius * std::sin(parameter / 2 / radius);
  for (const Place &query : queries) {
    const double x = bg::get<0>(query), y = bg::get<1>(query), z = bg::get<2>(query);
    const bg::model::box<Place> box(Place(x - chord, y - chord, z - chord),
                                    Place(x + chord, y + chord, z + chord));
    for (auto it = tree.qbegin(bgi::intersects(box)); it != tree.qend(); ++it)
      if (bg::comparable_distance(query, it->first) <= chord * chord)
        positions.push_back(it->second);
    offsets.push_back(int64_t(positions.size()));
  }
}

static void build() { tree = Tree(values.begin(), values.end()); }

template <typename T> static void write(const std::string &path, const std::vector<T> &column) {
  FILE *file = fopen(path.c_str(), "wb");
  if (!file || fwrite(column.data(), sizeof(T), column.size(), file) != column.size())
    fail("the answer can't be written");
  fclose(file);
}

static void answer(const char *path) {
  write(std::string(path) + ".offsets", offsets);
  write(std::string(path) + ".positions", positions);
}

static void answer_build(const char *path) {
  write(path, std::vector<int64_t>{int64_t(tree.size())});
}

int main(int count, char **words) {
  const std::string work = count > 2 ? words[1] : "";
  if (work.empty() || (work != "build" && count != 6)) fail("usage: boost_rtree WORK STORES …");
  std::vector<Place> stores = ecef(words[2]);
  for (size_t i = 0; i < stores.size(); i++) values.emplace_back(stores[i], uint32_t(i));
  const std::string version = std::string("boost ") + BOOST_LIB_VERSION;
  if (work == "build") {
    serve(version.c_str(), build, answer_build);
    return 0;
  }
  build();
  queries = ecef(words[3]);
  queries.resize(std::min(queries.size(), size_t(std::stoull(words[4]))));
  parameter = std::stod(words[5]);
  serve(version.c_str(), work == "nearest" ? nearest : within, answer);
  return 0;
}
