#include <gulo/base/bytes.hpp>
#include <gulo/codec/base64.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace {

gulo::bytes octets(std::string_view text) {
    gulo::bytes made;
    for (const char c : text) made.push_back(static_cast<std::byte>(c));
    return made;
}

std::string encoded(std::string_view text) {
    const auto from = octets(text);
    std::string to(gulo::base64::encoded_size(from.size()), '?');
    BOOST_TEST(gulo::base64::encode(from.data(), from.size(), to.data()) == to.data() + to.size());
    return to;
}

bool refused(std::string_view text) {
    gulo::bytes to;
    return !gulo::base64::decode(text, to);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(base64)

BOOST_AUTO_TEST_CASE(vectors_of_rfc_4648) {
    for (const auto& [plain, text] :
         {std::pair{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}}) {
        BOOST_TEST(encoded(plain) == text);
        gulo::bytes back;
        BOOST_TEST(gulo::base64::decode(text, back));
        BOOST_TEST((back == octets(plain)));
    }
    BOOST_TEST(encoded("\xfb\xff\xfe") == "+//+");
}

BOOST_AUTO_TEST_CASE(only_the_canonical_form_is_read) {
    for (const auto* text :
         {"Z", "Zg", "Zg=", "Zg===", "Z===", "====", "Zm9v=", "Zm=v", "Zg==Zg==", "Zm9 ", "Zm9\n", "Zm9-", "Zm9_", "Zh==", "Zm9=", "Zm8=Zm8="})
        BOOST_TEST(refused(text), text);
}

BOOST_AUTO_TEST_SUITE_END()
