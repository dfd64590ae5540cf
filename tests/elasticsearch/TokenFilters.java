package portal;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenFilter;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;

/**
 * The three token filters that the site's index uses and the small distribution for tests lacks,
 * under the names and with the settings that a whole Elasticsearch gives them.
 */
public class TokenFilters extends Plugin implements AnalysisPlugin {

    private interface Maker extends Function<TokenStream, TokenStream> {}

    @Override
    public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        Map<String, AnalysisProvider<TokenFilterFactory>> filters = new HashMap<>();
        filters.put("asciifolding", of(settings -> ASCIIFoldingFilter::new));
        filters.put("stemmer", of(TokenFilters::stemmer));
        filters.put("edge_ngram", of(TokenFilters::starts));
        return filters;
    }

    private static Maker stemmer(Settings settings) {
        String language = settings.get("language", "english");
        if (!language.equals("english")) {
            throw new IllegalArgumentException("only the English stemmer is here, not " + language);
        }
        return PorterStemFilter::new;
    }

    private static Maker starts(Settings settings) {
        int shortest = settings.getAsInt("min_gram", 1);
        int longest = settings.getAsInt("max_gram", 2);
        return input -> new EdgeNGramTokenFilter(input, shortest, longest, false);
    }

    private static AnalysisProvider<TokenFilterFactory> of(Function<Settings, Maker> made) {
        return (index, environment, name, settings) -> {
            Maker maker = made.apply(settings);
            return new TokenFilterFactory() {
                @Override
                public String name() {
                    return name;
                }

                @Override
                public TokenStream create(TokenStream input) {
                    return maker.apply(input);
                }
            };
        };
    }
}
