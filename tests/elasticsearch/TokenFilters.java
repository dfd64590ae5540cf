package portal;

import java.util.Map;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;
import org.tartarus.snowball.ext.EnglishStemmer;

/**
 * The tokenizer and the token filter that the site's index uses and the small distribution for
 * tests lacks, under the names and with the settings that a whole Elasticsearch gives them.
 */
public class TokenFilters extends Plugin implements AnalysisPlugin {

    private static final String LANGUAGE = "porter2";

    @Override
    public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        return Map.of("stemmer", AnalysisPlugin.requiresAnalysisSettings(
            (index, environment, name, settings) -> stemmer(name, settings)));
    }

    @Override
    public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
        return Map.of("whitespace", AnalysisPlugin.requiresAnalysisSettings(
            (index, environment, name, settings) -> {
                int longest = settings.getAsInt("max_token_length", 255);
                return TokenizerFactory.newFactory(name, () -> new WhitespaceTokenizer(longest));
            }));
    }

    private static TokenFilterFactory stemmer(String name, Settings settings) {
        String language = settings.get("language", "english");
        if (!language.equals(LANGUAGE)) {
            throw new IllegalArgumentException("only " + LANGUAGE + " is here, not " + language);
        }
        return new TokenFilterFactory() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public TokenStream create(TokenStream input) {
                return new SnowballFilter(input, new EnglishStemmer());
            }
        };
    }
}
