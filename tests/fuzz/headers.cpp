// Metadata in the headers of a record: those of strangers are read without harm, and what was written is read as it was.

#include "fuzz_input.hpp"

#include <gulo/base/buffer.hpp>
#include <gulo/message/header.hpp>
#include <gulo/message/metadata.hpp>

#include <array>
#include <vector>

namespace {

constexpr std::array names{gulo::header_names::compact,     gulo::header_names::type,       gulo::header_names::id,     gulo::header_names::version,
                           gulo::header_names::correlation, gulo::header_names::causation,  gulo::header_names::tenant, gulo::header_names::source,
                           gulo::header_names::time,        gulo::header_names::entity_type};

void read_hostile(fuzz::input_source input) {
    std::vector<gulo::header_view> headers;
    while (!input.empty() && headers.size() < 50) {
        gulo::header_view header;
        const std::size_t name = input.below(names.size() + 2);
        header.name = name < names.size() ? names[name] : input.text(input.below(20));
        const std::size_t size = input.below(80);
        if (size != 79) header.value = input.text(size);
        headers.push_back(header);
    }
    const gulo::header_list list{headers};
    const gulo::metadata read = gulo::read_metadata(gulo::header_source{list});
    std::string storage;
    if (gulo::read_type(gulo::header_source{list}, storage) != read.type) fuzz::fail("two functions read different types", read.type);
    if (read.version < 1) fuzz::fail("a version below 1", std::to_string(read.version));
    std::size_t octets = 0;
    for (const auto& header : headers) octets += header.value ? header.value->size() : 0;
    for (const std::string* each : {&read.type, &read.id, &read.correlation_id, &read.causation_id, &read.tenant, &read.source})
        if (each->size() > octets) fuzz::fail("more was read than there was", *each);
}

void round_trip(fuzz::input_source input) {
    gulo::metadata written;
    for (std::string* each : {&written.type, &written.id, &written.correlation_id, &written.causation_id, &written.tenant, &written.source})
        *each = input.text(input.below(30));
    gulo::buffer out;
    out.append("before");
    const std::size_t begin = out.size();
    const auto append = [&](std::string_view name, const std::string& value) { gulo::detail::append_compact_field(out, begin, name, value); };
    append("type", written.type);
    append("id", written.id);
    append("correlation", written.correlation_id);
    append("causation", written.causation_id);
    append("tenant", written.tenant);
    append("source", written.source);
    const std::array headers{gulo::header_view{gulo::header_names::compact, out.view().substr(begin)}};
    const gulo::header_list list{headers};
    const gulo::metadata read = gulo::read_metadata(gulo::header_source{list});
    if (written.correlation_id.empty()) written.correlation_id = written.causation_id.empty() ? written.id : written.causation_id;
    if (read.type != written.type || read.id != written.id || read.correlation_id != written.correlation_id || read.causation_id != written.causation_id ||
        read.tenant != written.tenant || read.source != written.source)
        fuzz::fail("metadata came back as something else", out.view());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    read_hostile({data, size});
    round_trip({data, size});
    return 0;
}
