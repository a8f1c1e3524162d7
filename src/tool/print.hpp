// What the commands print: aligned fields for people, JSON for programs.
#pragma once

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace tool {

using json_object = nlohmann::ordered_json;

enum class colour { none, red, green, yellow };

// A heading in bold, and in colour, on a terminal without NO_COLOR.
void print_heading(std::string_view text, colour c = colour::none);

// An indented line, "  label        value"; nothing where the value is empty.
void print_field(std::string_view label, std::string_view value);

// ASCII only, whatever bytes the strings hold: those that are not UTF-8 become U+FFFD.
void print_json(const json_object& value);

// The text, or null where it is empty; the number, or null where there is none.
json_object text_or_null(std::string_view text);
json_object number_or_null(std::optional<int> number);

}  // namespace tool
