// What the commands print: aligned fields for people, JSON for programs.
#pragma once

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tool {

using json_object = nlohmann::ordered_json;

enum class colour { none, red, green, yellow };

// Whether headings are bold and coloured; where nothing is said, on a terminal that can, without NO_COLOR.
enum class coloured { automatic, always, never };
void set_colour(coloured choice);

// The functions below take printable UTF-8. Where the locale has another encoding, what is not ASCII is escaped.
std::string in_locale(std::string_view text);
void print_heading(std::string_view text, colour c = colour::none);

// An indented line, "  label        value"; nothing where the value is empty.
void print_field(std::string_view label, std::string_view value);

// Rows of cells in columns, the first of them the heading; the last cell of each on lines of its own below, of at most 100
// columns in all.
void print_table(const std::vector<std::vector<std::string>>& rows);

// The bytes as printable text in quotes; empty where there are none.
std::string in_quotes(std::string_view bytes);

// The same of a certificate's name. Of an empty one, or one that cannot be read, it says that there is no name.
std::string name_in_quotes(std::string_view name);

// ASCII only, whatever bytes the strings hold: those that are not UTF-8 become U+FFFD.
void print_json(const json_object& value);

// The text, or null where it is empty; the number, or null where there is none.
json_object text_or_null(std::string_view text);
json_object number_or_null(std::optional<int> number);

}  // namespace tool
